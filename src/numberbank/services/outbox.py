"""Looking at the mail that was, or is to be, sent."""

from numberbank.domain.callbacks import pause_after
from numberbank.domain.errors import NotFound
from numberbank.domain.mail import MailProblem
from numberbank.services.context import Context
from numberbank.storage import outbox as storage
from numberbank.storage.outbox import ClaimedMail, StoredMail

MOST = 500
"""mails in a list"""


async def list_mail(context: Context, project_id: str | None) -> list[StoredMail]:
    """The newest, of one project or of all."""
    async with context.database.connection() as connection:
        return await storage.list_mail(connection, project_id, MOST)


async def get_mail(context: Context, mail_id: str) -> StoredMail:
    """Raises NotFound."""
    async with context.database.connection() as connection:
        mail = await storage.get_mail(connection, mail_id)
    if mail is None:
        raise NotFound("Mail", mail_id, f"There is no mail {mail_id}")
    return mail


async def record_attempt(context: Context, claim: ClaimedMail, problem: MailProblem | None) -> None:
    """One that could not be handed over is tried again with the pauses of callbacks, unless that is of no use."""
    next_due_at = None
    if problem is not None and not problem.final:
        pause = pause_after(claim.attempt, context.random.of(claim.mail.project_id).random(), None, None)
        next_due_at = claim.moment + pause if pause else None
    async with context.database.connection() as connection:
        await storage.record_attempt(connection, claim, str(problem)[:500] if problem else "", next_due_at)
