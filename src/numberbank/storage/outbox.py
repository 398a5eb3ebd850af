"""Mail that is to be sent: written with the change that calls for it, and kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.domain.mail import Mail
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection, Row


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that a worker has taken on; `attempt` is 1 for the first time."""

    mail: Mail
    attempt: int
    moment: datetime


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail as the operator sees it."""

    mail: Mail
    attempts: int
    last_problem: str
    sent_at: datetime | None
    due_at: datetime | None


async def insert_mail(connection: Connection, mail: Mail) -> None:
    """It is due at once."""
    await connection.execute(
        """
        insert into outbox_mail
            (id, project_id, recipient, subject, body, attachment_name, attachment, created_at, due_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        """,
        mail.id,
        mail.project_id,
        mail.recipient,
        mail.subject,
        mail.body,
        mail.attachment_name,
        mail.attachment,
        mail.created_at,
    )


async def claim_due_mail(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[ClaimedMail]:
    """Takes due mail for the length of `lease`; one whose worker dies becomes due again after it."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.id, {moment("due_at")} as moment from outbox_mail t join project p on p.id = t.project_id
            where {is_due("due_at")} order by t.due_at, t.id limit $6 for update of t skip locked
        )
        update outbox_mail m set attempts = m.attempts + 1, due_at = due.moment + $5::interval
        from due where m.id = due.id returning m.*, due.moment
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    claims = [ClaimedMail(_mail(row), row["attempts"], row["moment"]) for row in rows]
    return sorted(claims, key=lambda claim: (claim.moment, claim.mail.id))


async def record_attempt(
    connection: Connection, claim: ClaimedMail, problem: str, next_due_at: datetime | None
) -> None:
    """An empty `problem` is a mail that was handed over; without a next time it is not tried again."""
    await connection.execute(
        """
        update outbox_mail set last_problem = $2, due_at = $3, sent_at = case when $2 = '' then $4 else sent_at end
        where id = $1
        """,
        claim.mail.id,
        problem,
        next_due_at,
        claim.moment,
    )


async def list_mail(connection: Connection, project_id: str | None, limit: int) -> list[StoredMail]:
    """The newest first; of all projects when none is given."""
    rows = await connection.fetch(
        """
        select * from outbox_mail where $1::text is null or project_id = $1
        order by created_at desc, id desc limit $2
        """,
        project_id,
        limit,
    )
    return [_stored(row) for row in rows]


async def get_mail(connection: Connection, mail_id: str) -> StoredMail | None:
    row = await connection.fetchrow("select * from outbox_mail where id = $1", mail_id)
    return _stored(row) if row else None


def _stored(row: Row) -> StoredMail:
    return StoredMail(_mail(row), row["attempts"], row["last_problem"], row["sent_at"], row["due_at"])


def _mail(row: Row) -> Mail:
    return Mail(
        id=row["id"],
        project_id=row["project_id"],
        recipient=row["recipient"],
        subject=row["subject"],
        body=row["body"],
        attachment_name=row["attachment_name"],
        attachment=row["attachment"],
        created_at=row["created_at"],
    )
