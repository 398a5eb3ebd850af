"""`numberbank serve`: the API of a platform."""

import os
import signal

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
    _let_forked_processes_be_stopped()
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


def _let_forked_processes_be_stopped() -> None:
    """A process that is asked to stop before it listens for that ends at once.

    Without this, it has its parent's handler until then, which only makes a note of the signal; the parent would wait
    for it in vain and kill it after half a minute.
    """
    stopping = {signal.SIGTERM, signal.SIGINT}

    def hold() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, stopping)

    def let_through() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stopping)

    def take_to_heart() -> None:
        for number in stopping:
            signal.signal(number, signal.SIG_DFL)
        let_through()

    os.register_at_fork(before=hold, after_in_parent=let_through, after_in_child=take_to_heart)
