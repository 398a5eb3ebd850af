"""`numberbank serve`: the API of a platform."""

import click
from granian import Granian
from granian.constants import Interfaces

from numberbank.cli.database import settings_with_database


@click.command(epilog="Example: DATABASE_URL=postgresql://… numberbank serve --workers 4")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="API processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Start the API against DATABASE_URL. Run `numberbank migrate` before, and `numberbank worker` beside it."""
    settings_with_database()
    Granian(
        "numberbank.bootstrap:serve_app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        websockets=False,
        backlog=1024,
        workers_kill_timeout=30,
        respawn_failed_workers=True,
    ).serve()
