"""Due mail: taken under a lease, handed over outside of any transaction, then recorded."""

import asyncio
from datetime import timedelta
from typing import Protocol

import structlog

from numberbank.domain.clock import Due
from numberbank.domain.mail import Mail, MailProblem
from numberbank.services.context import Context
from numberbank.services.outbox import record_attempt
from numberbank.storage.due import DueKind
from numberbank.storage.outbox import ClaimedMail, claim_due_mail
from numberbank.worker.due_work import DueWork

LEASE = timedelta(minutes=5)
"""longer than a conversation with a mail server takes"""
BATCH = 10

log = structlog.get_logger()


class Mailer(Protocol):
    """Hands a mail over. Raises MailProblem."""

    async def send(self, mail: Mail) -> None: ...


class MailWork(DueWork):
    kind = DueKind.MAIL
    grain = timedelta(seconds=1)

    def __init__(self, context: Context, mailer: Mailer) -> None:
        super().__init__(context)
        self._mailer = mailer

    async def run_due(self, due: Due) -> int:
        async with self.context.database.connection() as connection:
            claims = await claim_due_mail(connection, due, LEASE, BATCH)
        await asyncio.gather(*map(self._send, claims))
        return len(claims)

    async def _send(self, claim: ClaimedMail) -> None:
        problem = None
        try:
            await self._mailer.send(claim.mail)
        except MailProblem as error:
            problem = error
            log.warning("a mail could not be sent", mail=claim.mail.id, problem=str(error))
        await record_attempt(self.context, claim, problem)
