"""`numberbank callbacks`: secrets go in, and never come out."""

import pytest
from support.cli import credentials, invoke
from support.client_project import Project

from numberbank.cli.output import FORMATS

SECRET = "0123456789abcdef-0123456789ABCDEF"


def secrets(project: Project) -> tuple[str, str]:
    """Of the Numbers API, and of that of imported numbers."""
    numbers, imported = (
        project.api.get(f"{prefix}{project.path('/callbackConfiguration')}").json()["hmacSecret"]
        for prefix in ("", "/imported")
    )
    return numbers, imported


def test_the_secret_comes_from_standard_input(project: Project) -> None:
    ran = invoke("callbacks", "set-secret", stdin=f"{SECRET}\n", **credentials(project))

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "The secret of the API of numbers is set.\nThe secret of the API of imported numbers is set.\n"
    assert secrets(project) == (SECRET, SECRET)


def test_or_from_the_environment_and_for_one_api(project: Project) -> None:
    ran = invoke("callbacks", "set-secret", "--api", "imported", NUMBERBANK_HMAC_SECRET=SECRET, **credentials(project))

    assert ran.exit_code == 0
    assert secrets(project) == ("", SECRET)


@pytest.mark.parametrize("output", FORMATS)
def test_it_is_not_shown(project: Project, output: str) -> None:
    invoke("callbacks", "set-secret", "--api", "numbers", stdin=SECRET, **credentials(project))

    ran = invoke("callbacks", "show", "--output", output, **credentials(project))

    assert SECRET not in ran.stdout + ran.stderr
    assert "true" in ran.stdout
    assert "false" in ran.stdout
