"""Hands mail over to an SMTP server, or keeps it in the outbox for people to look at."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import aiosmtplib

from numberbank.domain.mail import Mail, MailProblem

TIMEOUT = 30.0
"""seconds for each step of the conversation"""


class SmtpMailer:
    def __init__(self, host: str, port: int, *, tls: bool, user: str, password: str, sender: str) -> None:
        """`tls` from the first byte; otherwise the connection is upgraded when the server offers it."""
        self._host = host
        self._port = port
        self._tls = tls
        self._user = user
        self._password = password
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """Raises MailProblem, a final one when the server refuses the mail for good."""
        try:
            await aiosmtplib.send(
                message_of(mail, self._sender),
                sender=self._sender,
                recipients=[mail.recipient],
                hostname=self._host,
                port=self._port,
                use_tls=self._tls,
                start_tls=False if self._tls else None,
                username=self._user or None,
                password=self._password or None,
                timeout=TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            final = all(refused.code >= 500 for refused in error.recipients)
            raise MailProblem("; ".join(refused.message for refused in error.recipients), final=final) from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailProblem(f"{type(error).__name__}: {error}") from None


class KeepingMailer:
    """Sends nothing: in a sandbox, the outbox is where mail is read."""

    async def send(self, mail: Mail) -> None:
        return


class MissingMailer:
    """A platform without a mail server: the mail waits until there is one."""

    async def send(self, mail: Mail) -> None:
        raise MailProblem("NUMBERBANK_SMTP_URL is not set")


def message_of(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2].strip('> ')}>"
    message.set_content(mail.body)
    message.add_attachment(mail.attachment, maintype="application", subtype="pdf", filename=mail.attachment_name)
    return message
