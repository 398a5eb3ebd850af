"""`numberbank qualified`: the operator's review of numbers that are to be hosted."""

from urllib.parse import quote

import click

from numberbank.cli.operator import call_operator

_PREFIX = "GLOBAL_PROCESS_STATE_"


@click.group(epilog="Example: numberbank qualified accept PROJECT_ID +12085550142")
def qualified() -> None:
    """Review numbers that are to be hosted: eligibility, invoices, blocks."""


@qualified.command("list", epilog="Example: numberbank qualified list PROJECT_ID --state VERIFICATION_PENDING")
@click.argument("project_id")
@click.option("--state", help="Only numbers in this state.")
def list_(project_id: str, state: str | None) -> None:
    """List a project's qualified numbers, the oldest first."""
    path = f"/projects/{quote(project_id, safe='')}/qualifiedNumbers"
    params = {"states": state.removeprefix(_PREFIX)} if state else None
    for number in call_operator("GET", path, params=params)["qualifiedNumbers"]:
        _say(number)


def _review(name: str, operation: str, help_: str) -> None:
    @qualified.command(name, help=help_, epilog=f"Example: numberbank qualified {name} PROJECT_ID +12085550142")
    @click.argument("project_id")
    @click.argument("numbers", nargs=-1, required=True)
    @click.option("--reason", default="", help="For the customer to read.")
    def review(project_id: str, numbers: tuple[str, ...], reason: str) -> None:
        for number in numbers:
            path = f"/projects/{quote(project_id, safe='')}/qualifiedNumbers/{quote(number)}:{operation}"
            _say(call_operator("POST", path, json={"reason": reason}))


def _say(number: dict[str, object]) -> None:
    click.echo(f"{number['phoneNumber']}  {str(number['globalProcessState']).removeprefix(_PREFIX)}")


for _name, _operation, _help in (
    ("eligible", "findEligible", "Find that numbers can be hosted."),
    ("not-eligible", "findNotEligible", "Find that numbers cannot be hosted."),
    ("received", "receiveInvoices", "Note that invoices have come in, which are being reviewed."),
    ("accept", "acceptInvoices", "Accept invoices: the numbers are verified."),
    ("refuse", "refuseInvoices", "Refuse invoices: the verification has failed."),
    ("block", "block", "Block numbers against verification."),
    ("unblock", "unblock", "Lift a block: verification may begin anew."),
):
    _review(_name, _operation, _help)
