"""`numberbank outbox`: the mail that the server sends, for the operator."""

import base64
from pathlib import Path
from urllib.parse import quote

import click

from numberbank.cli.operator import call_operator


@click.group(epilog="Example: numberbank outbox list")
def outbox() -> None:
    """Look at the mail that was, or is to be, sent. A sandbox sends none: here is where to read it."""


@outbox.command("list", epilog="Example: numberbank outbox list --project PROJECT_ID")
@click.option("--project", "project_id", help="Only mail of this project.")
def list_(project_id: str | None) -> None:
    """List mail, the newest first."""
    for mail in call_operator("GET", "/outbox", params={"projectId": project_id} if project_id else None)["mails"]:
        problem = f"  {mail['lastProblem']}" if mail["lastProblem"] else ""
        click.echo(
            f"{mail['id']}  {mail['createTime']:<27}  {mail['status']:<7}  {mail['recipient']}  "
            f"{mail['subject']}{problem}"
        )


@outbox.command(epilog="Example: numberbank outbox show MAIL_ID --pdf letter.pdf")
@click.argument("mail_id")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the attached letter here.")
def show(mail_id: str, pdf: Path | None) -> None:
    """Show a mail as it was sent."""
    shown = call_operator("GET", f"/outbox/{quote(mail_id, safe='')}")
    click.echo(f"To: {shown['mail']['recipient']}")
    click.echo(f"Subject: {shown['mail']['subject']}")
    click.echo(f"Attachment: {shown['attachmentName']}\n")
    click.echo(shown["body"], nl=False)
    if pdf:
        pdf.write_bytes(base64.b64decode(shown["attachment"]))
        click.echo(f"\nWrote {pdf}", err=True)
