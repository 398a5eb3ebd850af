"""`numberbank dev`: the sandbox."""

import asyncio
import importlib
import os
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import click

from numberbank.domain.projects import IssuedKey
from numberbank.sandbox import DEFAULT_KEY, DEFAULT_PROJECT_ID, SandboxOptions, open_listener, sandbox_settings
from numberbank.settings import DocumentSettings, SettingsError, read_settings
from numberbank.signals import Signals, Stopped
from numberbank.storage.embedded import (
    EmbeddedDatabaseError,
    default_data_dir,
    embedded_postgres,
    ephemeral_postgres,
    find_programs,
)
from numberbank.storage.templates import Template, program_key

find_programs()  # fails as an import does, now and not in the middle, when the server is not installed


@click.command(epilog="Example: numberbank dev --ephemeral --port 8080 --env-file .env")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Folder of the database, kept between runs.")
@click.option("--ephemeral", is_flag=True, help="Use a throw-away database.")
@click.option("--seed", type=int, help="Makes ids, search order and inventory repeatable.")
@click.option("--project-id", default=DEFAULT_PROJECT_ID, show_default=True)
@click.option("--key-id", default=DEFAULT_KEY.id, show_default=True)
@click.option("--key-secret", default=DEFAULT_KEY.secret, show_default=True)
@click.option("--env-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the settings of clients here.")
@click.option(
    "--until-eof", is_flag=True, help="Stop when standard input ends, as it does when its writers are killed."
)
def dev(
    host: str,
    port: int,
    data_dir: Path | None,
    ephemeral: bool,
    seed: int | None,
    project_id: str,
    key_id: str,
    key_secret: str,
    env_file: Path | None,
    until_eof: bool,
) -> None:
    """Start the sandbox: API and worker in one process, on an embedded PostgreSQL with a seeded inventory."""
    if ephemeral and data_dir:
        raise click.UsageError("--ephemeral and --data-dir exclude each other: give one of them")
    try:
        settings = read_settings()
        listener = open_listener(host, port)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}. Try --port 0") from None
    url = f"http://{host if ':' not in host else f'[{host}]'}:{listener.getsockname()[1]}"
    folder = data_dir or default_data_dir()
    documents = ExitStack()
    if settings.documents == DocumentSettings(key=settings.documents.key):
        where = Path(documents.enter_context(tempfile.TemporaryDirectory())) if ephemeral else folder / "documents"
        settings = replace(settings, documents=replace(settings.documents, folder=where))
    options = SandboxOptions(
        project_id=project_id,
        key=IssuedKey(key_id, key_secret),
        settings=sandbox_settings(settings, url),
        seed=seed,
    )

    def on_started() -> None:
        _announce(url, options, env_file)

    if ephemeral:
        database = ephemeral_postgres(Template(program_key(), _fill) if seed is None else None)
    else:
        database = embedded_postgres(folder)
    if until_eof:
        Thread(target=_terminate_at_eof, daemon=True).start()
    # Most of the program is loaded while the database starts, which takes about as long. A failure comes up below.
    ThreadPoolExecutor(1).submit(importlib.import_module, "numberbank.sandbox_program")
    try:
        with documents, listener, _started(database) as dsn:
            from numberbank.sandbox_program import run_sandbox

            asyncio.run(run_sandbox(dsn, listener, options, on_started))
    except EmbeddedDatabaseError as error:
        raise click.ClickException(str(error)) from None
    except Stopped:
        click.echo("Stopped before the sandbox was ready.")


@contextmanager
def _started(database: AbstractContextManager[str]) -> Iterator[str]:
    """A signal that comes while the database starts is heeded when it has started, and so can be stopped."""
    signals = Signals()
    with ExitStack() as stack:
        stack.enter_context(signals.watched(signal.SIGINT, signal.SIGTERM))
        signals.hold()
        dsn = stack.enter_context(database)
        signals.let_through()
        yield dsn


def _fill(dsn: str) -> None:
    from numberbank.sandbox_program import fill_database

    asyncio.run(fill_database(dsn))


def _terminate_at_eof() -> None:
    with open(os.devnull) as nothing:
        while os.read(0, 65536):
            pass
        # Whoever opens a named pipe to us from now on sees that nobody reads it.
        os.dup2(nothing.fileno(), 0)
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(url: str, options: SandboxOptions, env_file: Path | None) -> None:
    variables = {
        "SINCH_PROJECT_ID": options.project_id,
        "SINCH_KEY_ID": options.key.id,
        "SINCH_KEY_SECRET": options.key.secret,
        "NUMBERBANK_URL": url,
    }
    if env_file:
        _write_whole(env_file, "".join(f"{name}={value}\n" for name, value in variables.items()))
    click.echo(f"The sandbox is ready at {url}")
    click.echo(f"  project     {options.project_id}")
    click.echo(f"  key id      {options.key.id}")
    click.echo(f"  key secret  {options.key.secret}")
    click.echo(f"  docs        {url}/docs")
    click.echo("Stop it with Ctrl-C.")


def _write_whole(path: Path, text: str) -> None:
    """All or nothing, for the owner's eyes only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(name, path)
