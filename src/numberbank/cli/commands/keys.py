"""`numberbank keys`."""

from urllib.parse import quote

import click

from numberbank.cli.operator import call_operator


@click.group(epilog="Example: numberbank keys create PROJECT_ID")
def keys() -> None:
    """Create and revoke access keys."""


@keys.command(epilog="Example: numberbank keys create PROJECT_ID --name ci")
@click.argument("project_id")
@click.option("--name", default="", help="Name for people to read.")
def create(project_id: str, name: str) -> None:
    """Create an access key of a project. Its secret is shown this once."""
    key = call_operator("POST", f"/projects/{quote(project_id, safe='')}/keys", json={"displayName": name})
    click.echo(f"SINCH_PROJECT_ID={project_id}")
    click.echo(f"SINCH_KEY_ID={key['keyId']}")
    click.echo(f"SINCH_KEY_SECRET={key['keySecret']}")


@keys.command(epilog="Example: numberbank keys revoke PROJECT_ID KEY_ID")
@click.argument("project_id")
@click.argument("key_id")
def revoke(project_id: str, key_id: str) -> None:
    """Revoke an access key and its tokens; every server refuses them within 5 seconds."""
    call_operator("DELETE", f"/projects/{quote(project_id, safe='')}/keys/{quote(key_id, safe='')}")
    click.echo(f"Revoked {key_id}")
