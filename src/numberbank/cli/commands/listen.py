"""`numberbank listen`: a receiver of callbacks for people who write one."""

import asyncio
import os
import signal
import socket

import click
import httpx2
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.domain.signing import verify_sinch_signature

DEFAULT_URL = "http://127.0.0.1:8080"
_COLUMNS = ("timestamp", "eventType", "status", "resourceId", "failureCode", "eventId")


@click.command(epilog="Example: numberbank listen --port 9000 --forward http://127.0.0.1:3000/hooks")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=9000, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--forward", metavar="URL", help="Also send each event on to this URL, as it came.")
def listen(host: str, port: int, forward: str | None) -> None:
    """Receive callbacks, verify their signatures, and print one line for each.

    The secret is taken from NUMBERBANK_HMAC_SECRET, or else those of both APIs are asked from the server with
    SINCH_PROJECT_ID, SINCH_KEY_ID and SINCH_KEY_SECRET at NUMBERBANK_URL. Without one, signatures are not checked.
    """
    given = os.environ.get("NUMBERBANK_HMAC_SECRET")
    secrets = [given] if given else _secrets_of_project()
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}. Try --port 0") from None
    url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
    checking = "checking signatures" if secrets else "not checking signatures: the project has no secret"
    click.echo(f"Give {url} as callbackUrl; {checking}. Stop it with Ctrl-C.", err=True)
    asyncio.run(_serve(listener, secrets, forward))


def _secrets_of_project() -> list[str]:
    """The project's secrets, one for each API; none when no credentials are set, or when it has none."""
    names = ("SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET")
    project_id, key_id, key_secret = (os.environ.get(name, "") for name in names)
    if not (project_id and key_id and key_secret):
        return []
    url = os.environ.get("NUMBERBANK_URL", DEFAULT_URL).rstrip("/")
    secrets = []
    for prefix in ("", "/imported"):
        path = f"{prefix}/v1/projects/{project_id}/callbackConfiguration"
        try:
            response = httpx2.get(f"{url}{path}", auth=(key_id, key_secret))
            response.raise_for_status()
        except httpx2.HTTPError as error:
            raise click.ClickException(f"the secret could not be had from {url}: {error}") from None
        secrets.append(str(response.json()["hmacSecret"]))
    return [secret for secret in secrets if secret]


async def _serve(listener: socket.socket, secrets: list[str], forward: str | None) -> None:
    async with httpx2.AsyncClient(timeout=15, trust_env=False) as client:

        async def receive(request: Request) -> Response:
            body = await request.body()
            signature = request.headers.get("x-sinch-signature", "")
            genuine = not secrets or any(verify_sinch_signature(secret, body, signature) for secret in secrets)
            click.echo(_line(body, "" if not secrets else "signed" if genuine else "BAD SIGNATURE"))
            if not genuine:
                return Response(status_code=401)
            return await _forward(client, forward, request, body) if forward else Response()

        app = Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])
        config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", lifespan="off")
        # uvicorn raises the signal again when it has stopped; then there is nothing left to interrupt.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        await uvicorn.Server(config).serve(sockets=[listener])


async def _forward(client: httpx2.AsyncClient, url: str, request: Request, body: bytes) -> Response:
    """The answer of the URL, so that the sender retries what it refused."""
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.startswith("webhook-") or name in ("content-type", "x-sinch-signature")
    }
    try:
        answer = await client.post(url, content=body, headers=headers)
    except httpx2.HTTPError as error:
        click.echo(f"  {url} did not take it: {error}", err=True)
        return Response(status_code=502)
    return Response(status_code=answer.status_code)


def _line(body: bytes, verdict: str) -> str:
    try:
        event = msgspec.json.decode(body, type=dict[str, str | None])
    except msgspec.DecodeError:
        return f"{body[:200]!r}  {verdict}".rstrip()
    line = "  ".join([*(str(event[name]) for name in _COLUMNS if event.get(name)), verdict]).rstrip()
    return "".join(character if character.isprintable() else "?" for character in line)
