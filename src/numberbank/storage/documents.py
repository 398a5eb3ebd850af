"""What the database knows of the document store: which documents are there, and which are to be deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection


async def announce_document(connection: Connection, document_id: str, project_id: str, due_at: datetime) -> None:
    """Says that a document is about to be stored, and is to be deleted at `due_at` unless its upload is recorded."""
    await connection.execute(
        "insert into document (id, project_id, due_at) values ($1, $2, $3)", document_id, project_id, due_at
    )


async def is_unrecorded(connection: Connection, document_id: str) -> bool:
    """Whether the document was announced and its upload was not recorded."""
    return bool(
        await connection.fetchval(
            "select exists (select from document where id = $1 and due_at is not null)", document_id
        )
    )


async def claim_due_documents(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[str]:
    """The ids of documents to delete; one that cannot be deleted is due again after the lease."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.id, {moment("due_at")} as moment from document t join project p on p.id = t.project_id
            where t.due_at is not null and {is_due("due_at")}
            order by t.due_at, t.id limit $6 for update of t skip locked
        )
        update document d set due_at = due.moment + $5::interval from due where d.id = due.id returning d.id
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    return [row["id"] for row in rows]


async def forget_documents(connection: Connection, document_ids: Sequence[str]) -> None:
    await connection.execute("delete from document where id = any ($1::text[]) and due_at is not null", document_ids)


async def abandon_documents(connection: Connection, project_id: str, due_at: datetime) -> None:
    """Marks a project's documents for deletion, but for those that one of its snapshots needs."""
    await connection.execute(
        """
        update document d set due_at = $2
        where d.project_id = $1 and not exists (
            select from sandbox_snapshot s where s.project_id = $1
            and s.state->'number_order_attachment' @> jsonb_build_array(jsonb_build_object('document_id', d.id))
        )
        """,
        project_id,
        due_at,
    )
