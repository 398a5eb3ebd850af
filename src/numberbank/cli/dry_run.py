"""A world in which everything can be read and nothing is changed, for `--dry-run`."""

import json

import click
import httpx2


class WouldSend(Exception):
    """The client was about to send a request that changes something."""

    def __init__(self, request: httpx2.Request) -> None:
        super().__init__()
        self._request = request

    def show(self) -> None:
        """Without headers: the key's token is among them."""
        click.echo(f"{self._request.method} {self._request.url}")
        body = self._request.read()
        if body:
            click.echo(json.dumps(json.loads(body), indent=2, ensure_ascii=False))
        click.echo("Dry run: this was not sent.", err=True)


class DryRun(httpx2.BaseTransport):
    """Lets through what only reads, through a client of its own, which knows the proxies of the environment."""

    def __init__(self) -> None:
        self._client = httpx2.Client(follow_redirects=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET" or request.url.path == "/oauth2/token":
            return self._client.send(request, stream=True)
        raise WouldSend(request)

    def close(self) -> None:
        self._client.close()
