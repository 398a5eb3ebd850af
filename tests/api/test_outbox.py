"""Mail leaves the outbox by SMTP, is tried again while the server is away, and ends when it is refused for good."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from support.clock import FakeClock
from support.smtp import MailServer, mail_server
from support.work import run_all

from numberbank.bootstrap import open_work
from numberbank.domain.mail import Mail
from numberbank.services.context import Context
from numberbank.services.outbox import get_mail
from numberbank.services.projects import create_project
from numberbank.settings import SettingsError, read_settings
from numberbank.storage.outbox import insert_mail
from numberbank.worker.due_work import DueWork


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def mailing(context: Context, server: MailServer) -> AsyncIterator[list[DueWork]]:
    url = f"smtp://127.0.0.1:{server.port}"
    settings = read_settings({"NUMBERBANK_SMTP_URL": url, "NUMBERBANK_MAIL_FROM": "loa@example.com"})
    async with open_work(context, settings) as make:
        yield make()


async def put_mail(context: Context, clock: FakeClock) -> str:
    project = await create_project(context, "Test")
    mail = Mail("m1", project.id, "alma@example.com", "Sign this", "Dear Älma\n", "loa.pdf", b"%PDF-1", clock.moment)
    async with context.database.connection() as connection:
        await insert_mail(connection, mail)
    return mail.id


async def test_a_mail_is_sent_with_its_letter(
    context: Context, clock: FakeClock, mailing: list[DueWork], server: MailServer
) -> None:
    mail_id = await put_mail(context, clock)

    await run_all(clock, mailing)

    (message,) = server.received
    text, letter = message.get_payload()
    assert (message["From"], message["To"], message["Subject"]) == ("loa@example.com", "alma@example.com", "Sign this")
    assert message["Message-ID"] == "<m1@example.com>"
    assert text.get_payload(decode=True).decode().strip() == "Dear Älma"
    assert (letter.get_content_type(), letter.get_filename()) == ("application/pdf", "loa.pdf")
    assert letter.get_payload(decode=True) == b"%PDF-1"
    stored = await get_mail(context, mail_id)
    assert (stored.sent_at is not None, stored.due_at, stored.last_problem) == (True, None, "")


async def test_a_mail_that_is_refused_for_good_ends(
    context: Context, clock: FakeClock, mailing: list[DueWork], server: MailServer
) -> None:
    server.refuse_recipients = True
    mail_id = await put_mail(context, clock)

    await run_all(clock, mailing)

    stored = await get_mail(context, mail_id)
    assert (stored.sent_at, stored.due_at) == (None, None)
    assert "no such mailbox" in stored.last_problem


async def test_a_mail_waits_for_a_server_that_is_away(context: Context, clock: FakeClock) -> None:
    mail_id = await put_mail(context, clock)
    async with mail_server() as server:
        port = server.port
    variables = {"NUMBERBANK_SMTP_URL": f"smtp://127.0.0.1:{port}", "NUMBERBANK_MAIL_FROM": "loa@example.com"}
    async with open_work(context, read_settings(variables)) as make:
        await run_all(clock, make(), seconds=1)

    stored = await get_mail(context, mail_id)
    assert stored.attempts == 1
    assert stored.due_at is not None
    assert stored.due_at > clock.moment + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"NUMBERBANK_SMTP_URL": "http://user:pass@host"}, "NUMBERBANK_SMTP_URL is not of the form"),
        ({"NUMBERBANK_SMTP_URL": "smtp://host"}, "NUMBERBANK_MAIL_FROM is needed"),
    ],
)
def test_bad_settings_are_told_without_the_password(variables: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as caught:
        read_settings(variables)

    assert "pass@" not in str(caught.value)


def test_settings_are_read_from_the_url() -> None:
    url = "smtps://us%40er:pa%3Ass@mail.example.com"
    smtp = read_settings({"NUMBERBANK_SMTP_URL": url, "NUMBERBANK_MAIL_FROM": "a@example.com"}).smtp

    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.tls, smtp.user, smtp.password) == (
        "mail.example.com",
        465,
        True,
        "us@er",
        "pa:ss",
    )
    assert "pa:ss" not in repr(smtp)
