"""`numberbank orders registration` and `orders attachments`: what an order must bring."""

import json
import mimetypes
from pathlib import Path
from typing import IO

import click

from numberbank.cli.client_session import session
from numberbank.cli.output import output_option, print_all, print_json
from numberbank.cli.views import ATTACHMENT

KEPT = "`numberbank journal list` has the orders that were made from here."
_READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(epilog="Example: numberbank orders registration put ORDER_ID registration.json")
def registration() -> None:
    """Show and set who wants the numbers and what for."""


@registration.command(epilog="Example: numberbank orders registration get ORDER_ID")
@click.argument("order_id")
def get(order_id: str) -> None:
    """Print the registration of an order as JSON; what reviewers say of it goes to stderr, oldest first."""
    with session(when_missing=KEPT) as client:
        found = client.orders.registration(order_id)
    print_json(found.request_details)
    for entry in found.logs:
        when = f"{entry.create_time:%Y-%m-%d %H:%M} UTC  " if entry.create_time else ""
        click.echo(f"{when}{entry.message}", err=True)


@registration.command(epilog="Example: numberbank orders registration put ORDER_ID registration.json")
@click.argument("order_id")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def put(order_id: str, file: IO[str]) -> None:
    """Replace the registration of an order by the JSON object in FILE (- reads standard input).

    `numberbank orders requirements` says what must be in it; `registration get` prints the same form.
    """
    try:
        details = json.load(file)
    except ValueError as error:
        raise click.BadParameter(f"{file.name} is not JSON: {error}", param_hint="FILE") from None
    if not isinstance(details, dict):
        raise click.BadParameter(f'{file.name} must hold an object, as {{"data": []}}', param_hint="FILE")
    with session(when_missing=KEPT) as client:
        client.orders.register(order_id, details)
        click.echo(f"The registration of order {order_id} is set.")


@click.group(epilog="Example: numberbank orders attachments upload ORDER_ID letter-of-authority letter.pdf")
def attachments() -> None:
    """List and upload documents. The API neither gives them out again nor deletes them; an upload replaces one."""


@attachments.command("list", epilog="Example: numberbank orders attachments list ORDER_ID")
@click.argument("order_id")
@output_option
def list_(order_id: str, output: str) -> None:
    """List the documents that an order has."""
    with session(when_missing=KEPT) as client:
        print_all(output, ATTACHMENT, client.orders.registration(order_id).attachments)


@attachments.command(epilog="Example: numberbank orders attachments upload ORDER_ID letter-of-authority letter.pdf")
@click.argument("order_id")
@click.argument("attachment_id")
@click.argument("file", type=_READABLE)
@click.option("--document-type", help="Kind of document, where the requirements allow several.")
@click.option("--mime-type", help="Type of the content; told by the name of FILE by default.")
def upload(order_id: str, attachment_id: str, file: Path, document_type: str | None, mime_type: str | None) -> None:
    """Upload FILE as the document ATTACHMENT_ID of the requirements."""
    guessed = mime_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with session(when_missing=KEPT) as client:
        client.orders.upload(
            order_id,
            attachment_id,
            file.read_bytes(),
            file_name=file.name,
            mime_type=guessed,
            document_type=document_type,
        )
        click.echo(f"{file} is the document {attachment_id} of order {order_id}.")
