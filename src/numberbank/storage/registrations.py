"""What customers register for their orders: data, documents, and the reviewers' messages about them."""

from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.number_orders import WITH_CUSTOMER
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded document; `document_id` names it in the document store, `size` is in bytes before encryption."""

    attachment_id: str
    file_name: str
    mime_type: str
    document_type: str | None
    size: int
    document_id: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    created_at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Registration:
    """`details` is the customer's JSON as it is stored, None before there is any."""

    details: str | None
    attachments: tuple[Attachment, ...]
    logs: tuple[LogEntry, ...]


async def put_registration(connection: Connection, order_id: str, details: str, moment: datetime) -> bool:
    """Replaces the whole; False when the order is not with its customer any more."""
    status = await connection.execute(
        """
        update number_order set registration = $2, updated_at = $3
        where id = $1 and state = any ($4::text[]) and (expire_at is null or expire_at > $3)
        """,
        order_id,
        details,
        moment,
        list(WITH_CUSTOMER),
    )
    return status == "UPDATE 1"


async def get_registration(connection: Connection, project_id: str | None, order_id: str) -> Registration | None:
    """None when there is no such order of the project; project None is the operator's look."""
    row = await connection.fetchrow(
        """
        select o.registration,
            array(
                select row (a.attachment_id, a.file_name, a.mime_type, a.document_type, a.size, a.document_id,
                    a.created_at, a.updated_at)
                from number_order_attachment a where a.order_id = o.id order by a.created_at, a.attachment_id
            ) as attachments,
            array(
                select row (l.created_at, l.message)
                from number_order_log l where l.order_id = o.id order by l.created_at, l.message
            ) as logs
        from number_order o where o.id = $1 and ($2::text is null or o.project_id = $2)
        """,
        order_id,
        project_id,
    )
    if row is None:
        return None
    return Registration(
        row["registration"],
        tuple(Attachment(*attachment) for attachment in row["attachments"]),
        tuple(LogEntry(*entry) for entry in row["logs"]),
    )


async def submitted_parts(connection: Connection, order_id: str) -> tuple[bool, set[str]]:
    """Whether there is registration data, and the ids of attachments that were uploaded."""
    row = await connection.fetchrow(
        """
        select registration is not null as registered,
            array(select attachment_id from number_order_attachment where order_id = o.id) as uploaded
        from number_order o where id = $1
        """,
        order_id,
    )
    assert row is not None, "the order is locked"
    return row["registered"], set(row["uploaded"])


async def put_attachment(connection: Connection, project_id: str, order_id: str, attachment: Attachment) -> bool:
    """Records an upload for an order that is locked; the document that it replaces is marked for deletion.

    False when the document is not in the store any more, since it took too long to get here.
    """
    kept: bool = await connection.fetchval(
        """
        with kept as (
            update document set due_at = null where id = $8 returning id
        ), older as (
            select document_id from number_order_attachment where order_id = $1 and attachment_id = $3
        ), marked as (
            update document d set due_at = $10 from older where d.id = older.document_id
        ), put as (
            insert into number_order_attachment as a (
                order_id, project_id, attachment_id, file_name, mime_type, document_type, size, document_id,
                created_at, updated_at
            )
            select $1, $2, $3, $4, $5, $6, $7, kept.id, $9, $10 from kept
            on conflict (order_id, attachment_id) do update set
                file_name = excluded.file_name, mime_type = excluded.mime_type,
                document_type = excluded.document_type, size = excluded.size, document_id = excluded.document_id,
                updated_at = excluded.updated_at
        )
        select exists (select from kept)
        """,
        order_id,
        project_id,
        attachment.attachment_id,
        attachment.file_name,
        attachment.mime_type,
        attachment.document_type,
        attachment.size,
        attachment.document_id,
        attachment.created_at,
        attachment.updated_at,
    )
    return kept
