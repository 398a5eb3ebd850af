"""`numberbank events`: what projects were told, for the operator."""

import click

from numberbank.cli.operator import call_operator


@click.group(epilog="Example: numberbank events list PROJECT_ID")
def events() -> None:
    """List a project's events and have them sent again."""


@events.command("list", epilog="Example: numberbank events list PROJECT_ID --since 2026-05-04T10:00:00Z")
@click.argument("project_id")
@click.option("--since", help="Only events from this time on.")
def list_(project_id: str, since: str | None) -> None:
    """List a project's events, newest first, with what became of them."""
    token = ""
    while True:
        params = {"pageToken": token} | ({"since": since} if since else {})
        page = call_operator("GET", f"/projects/{project_id}/events", params=params)
        for event in page["events"]:
            answer = event["lastAnswer"] or event["lastProblem"] or "-"
            click.echo(
                f"{event['eventId']}  {event['createTime']:<27}  {event['status']:<9}  {event['attempts']:>3}  "
                f"{event['resourceId']}  {event['url']}  {answer}"
            )
        token = page["nextPageToken"]
        if not token:
            return


@events.command(epilog="Example: numberbank events redeliver PROJECT_ID --since 2026-05-04T10:00:00Z")
@click.argument("project_id")
@click.argument("event_id", required=False)
@click.option("--since", help="All events from this time on.")
def redeliver(project_id: str, event_id: str | None, since: str | None) -> None:
    """Send one event again, or all since a time, delivered or not. They keep their event ids."""
    if (event_id is None) == (since is None):
        raise click.UsageError("give either an EVENT_ID or --since")
    if event_id is not None:
        call_operator("POST", f"/projects/{project_id}/events/{event_id}:redeliver")
        click.echo(f"Event {event_id} will be sent again.")
    else:
        count = call_operator("POST", f"/projects/{project_id}/events:redeliver", json={"since": since})["events"]
        click.echo(f"{count} event{'s' * (count != 1)} will be sent again.")
