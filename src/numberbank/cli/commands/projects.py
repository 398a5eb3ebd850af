"""`numberbank projects`."""

import click

from numberbank.cli.operator import call_operator


@click.group(epilog='Example: numberbank projects create --name "Acme"')
def projects() -> None:
    """Create and list projects."""


@projects.command(epilog='Example: numberbank projects create --name "Acme"')
@click.option("--name", default="", help="Name for people to read.")
@click.option("--id", "project_id", help="Id of the project; a random UUID by default.")
def create(name: str, project_id: str | None) -> None:
    """Create a project. Give it a key next: numberbank keys create PROJECT_ID."""
    project = call_operator("POST", "/projects", json={"displayName": name, "projectId": project_id})
    click.echo(f"Created project {project['projectId']}")


@projects.command("list", epilog="Example: numberbank projects list")
def list_() -> None:
    """List all projects."""
    for project in call_operator("GET", "/projects")["projects"]:
        click.echo(f"{project['projectId']}  {project['createTime']}  {project['displayName']}")
