"""Documents that belong to an order: taken in, and handed to whoever reviews them (reference 11.6)."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from numberbank.domain.documents import content_type
from numberbank.domain.errors import Conflict, InvalidRequest, NotFound
from numberbank.domain.requirements import AttachmentRequirement, document_violations
from numberbank.services.context import Context
from numberbank.services.document_vault import SealedFile
from numberbank.services.number_orders import found_order, get_order
from numberbank.services.registrations import get_registration
from numberbank.storage.documents import announce_document, forget_documents, is_unrecorded
from numberbank.storage.number_orders import lock_order
from numberbank.storage.registrations import Attachment, put_attachment

_PATIENCE = timedelta(hours=1)
"""after which a document whose upload was never recorded is deleted"""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an upload goes."""

    project_id: str
    order_id: str
    requirement: AttachmentRequirement
    document_id: str
    file: SealedFile


@dataclass(frozen=True, slots=True)
class Upload:
    """What came: `head` is how the content starts, `declared_type` what the client says that it is."""

    file_name: str
    declared_type: str
    document_type: str | None
    head: bytes
    size: int


async def open_slot(context: Context, project_id: str, order_id: str, attachment_id: str) -> Slot:
    """Raises NotFound for an order or an attachment that there is not, InvalidRequest for an order that is closed.

    The slot's file is for the caller to close.
    """
    order = await get_order(context, project_id, order_id)
    moment = context.clock.now(project_id)
    requirement = order.requirements.attachment(attachment_id) if order.requirements else None
    if requirement is None:
        raise NotFound("Attachment", attachment_id, "The order asks for no such attachment")
    order.check_editable(moment)
    # Not from the injected generator: one that is seeded again would give the id of an older document.
    document_id = secrets.token_hex(16)
    return Slot(project_id, order_id, requirement, document_id, await context.documents.receive(document_id))


async def store_upload(context: Context, slot: Slot, upload: Upload) -> None:
    """Checks and keeps the document, in place of an earlier one; raises InvalidRequest with nothing left behind."""
    mime_type = content_type(upload.head, upload.declared_type)
    violations = document_violations(slot.requirement, mime_type, upload.document_type)
    if violations:
        raise InvalidRequest(violations)
    moment = context.clock.now(slot.project_id)
    # Said before it is stored: should this process die in between, the worker clears up.
    async with context.database.connection() as connection:
        await announce_document(connection, slot.document_id, slot.project_id, moment + _PATIENCE)
    try:
        await context.documents.put(slot.document_id, slot.file)
        attachment = Attachment(
            attachment_id=slot.requirement.id,
            file_name=upload.file_name,
            mime_type=mime_type,
            document_type=upload.document_type,
            size=upload.size,
            document_id=slot.document_id,
            created_at=moment,
            updated_at=moment,
        )
        await _record(context, slot, attachment)
    except BaseException:
        await _clear_up(context, slot.document_id)
        raise
    context.wakeup.ask()


async def open_attachment(
    context: Context, order_id: str, attachment_id: str
) -> tuple[Attachment, AsyncIterator[bytes]]:
    """A document in clear, for the operator; raises NotFound."""
    registration = await get_registration(context, None, order_id)
    for attachment in registration.attachments:
        if attachment.attachment_id == attachment_id:
            return attachment, context.documents.open(attachment.document_id)
    raise NotFound("Attachment", attachment_id, "The order has no such attachment, or it was deleted")


async def _clear_up(context: Context, document_id: str) -> None:
    """Deletes a document unless it was recorded after all; what is not done here the worker does later."""
    async with context.database.connection() as connection:
        if not await is_unrecorded(connection, document_id):
            return
        await context.documents.delete([document_id])
        await forget_documents(connection, [document_id])


async def _record(context: Context, slot: Slot, attachment: Attachment) -> None:
    async with context.database.transaction() as connection:
        order = found_order(await lock_order(connection, slot.project_id, slot.order_id), slot.order_id)
        order.check_editable(attachment.updated_at)
        if not await put_attachment(connection, slot.project_id, slot.order_id, attachment):
            raise Conflict("the upload took too long; send the document again")
