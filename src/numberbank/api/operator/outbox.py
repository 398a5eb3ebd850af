"""The mail that was, or is to be, sent, for the operator."""

import base64

from starlette.requests import Request

from numberbank.api.operator.routing import operator_call
from numberbank.schemas.common import timestamp
from numberbank.schemas.operator import LongMailJson, MailJson, MailsJson
from numberbank.services import outbox as services
from numberbank.services.context import Context
from numberbank.storage.outbox import StoredMail


async def list_(context: Context, request: Request) -> MailsJson:
    """The newest first, those of `?projectId=` alone if that is given."""
    mails = await services.list_mail(context, request.query_params.get("projectId"))
    return MailsJson([_json(mail) for mail in mails])


async def get(context: Context, request: Request) -> LongMailJson:
    stored = await services.get_mail(context, request.path_params["mailId"])
    mail = stored.mail
    attachment = base64.b64encode(mail.attachment).decode()
    return LongMailJson(_json(stored), mail.body, mail.attachment_name, attachment)


def _json(stored: StoredMail) -> MailJson:
    mail = stored.mail
    return MailJson(
        id=mail.id,
        project_id=mail.project_id,
        recipient=mail.recipient,
        subject=mail.subject,
        create_time=timestamp(mail.created_at),
        status="SENT" if stored.sent_at else "PENDING" if stored.due_at else "FAILED",
        attempts=stored.attempts,
        last_problem=stored.last_problem,
    )


routes = [
    operator_call("GET", "/outbox", list_),
    operator_call("GET", "/outbox/{mailId}", get),
]
