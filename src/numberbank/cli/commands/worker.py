"""`numberbank worker`: due work of a platform."""

import click
import uvloop

from numberbank.bootstrap import run_worker
from numberbank.cli.database import settings_with_database


@click.command(epilog="Example: DATABASE_URL=postgresql://… numberbank worker")
def worker() -> None:
    """Start a worker against DATABASE_URL: provisioning and callbacks. Any number of them may run."""
    uvloop.run(run_worker(settings_with_database(), lambda: click.echo("The worker runs. Stop it with Ctrl-C.")))
