"""Letters of authorization: written, mailed with a signed link, read, and signed or declined."""

from dataclasses import dataclass
from datetime import datetime

import jwt

from numberbank.documents.loa_pdf import render_pdf, signature_line
from numberbank.domain.e164 import e164_to_int
from numberbank.domain.errors import FailedPrecondition, InvalidRequest, NotFound
from numberbank.domain.hosting_orders import LOA_LIFE, HostingOrder, OrderState, OrderStep, start_of_work
from numberbank.domain.loa import Letter, is_signature_of, letter
from numberbank.domain.mail import Mail
from numberbank.services.context import Context
from numberbank.services.hosting_orders import reject_order
from numberbank.storage.holds import lock_holds
from numberbank.storage.hosting_order_numbers import numbers_of_order, schedule_updates
from numberbank.storage.hosting_orders import get_order, lock_order, move_order
from numberbank.storage.outbox import insert_mail
from numberbank.storage.pool import Connection
from numberbank.storage.projects import server_secret

_AUDIENCE = "letter-of-authorization"
_KEY_NAME = "loa_signing_key"


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """A letter as its signer sees it, with the state of its order."""

    order: HostingOrder
    letter: Letter


async def mail_letter(context: Context, connection: Connection, order: HostingOrder, moment: datetime) -> None:
    """Puts the letter into the outbox; the order waits for the signature, and not for ever."""
    loa = order.loa
    assert loa is not None
    assert loa.person is not None
    content = await _letter(context, connection, order)
    link = f"{context.policy.public_url.rstrip('/')}/loa/{await _token(context, connection, order.id)}"
    body = (
        f"Dear {loa.person.name},\n\n"
        f"{context.policy.service_provider} was asked to carry text messages for {len(content.numbers)} of your "
        f"telephone numbers. That takes your consent. Please read the attached letter of authorization, and sign or "
        f"decline it here:\n\n{link}\n\n"
        f"The link is for you alone, and good for {LOA_LIFE.days} days. Voice service of the numbers is not touched.\n"
    )
    mail = Mail(
        id=context.random.ulid(order.project_id, moment),
        project_id=order.project_id,
        recipient=loa.person.email,
        subject=f"Letter of authorization for order {order.id}",
        body=body,
        attachment_name=f"loa-{order.id}.pdf",
        attachment=render_pdf(content),
        created_at=moment,
    )
    await insert_mail(connection, mail)
    await move_order(connection, order.id, OrderStep.MAIL_LOA, moment, due_at=moment + LOA_LIFE)


async def open_letter(context: Context, token: str) -> OpenedLetter:
    """Raises NotFound for a link that is none of ours."""
    async with context.database.connection() as connection:
        order = await _order_of_token(context, connection, token)
        return OpenedLetter(order, await _letter(context, connection, order))


async def letter_pdf(context: Context, token: str) -> bytes:
    """Raises NotFound for a link that is none of ours."""
    return render_pdf((await open_letter(context, token)).letter)


async def sign_letter(context: Context, token: str, name: str) -> None:
    """`name` is what the signer has typed. Raises InvalidRequest when it is not the authorized person's name."""
    async with context.database.connection() as connection:
        order = await _order_of_token(context, connection, token)
    person = order.loa.person if order.loa else None
    if person is None or not is_signature_of(name, person):
        raise InvalidRequest.of("name", "type your name as it stands in the letter")
    await sign_order(context, order.id, person.name)


async def decline_letter(context: Context, token: str) -> None:
    async with context.database.connection() as connection:
        order = await _order_of_token(context, connection, token)
    await reject_order(context, order.id, "The authorized person has declined")


async def sign_order(context: Context, order_id: str, signer: str | None = None) -> None:
    """The operator may do it too, with a letter that came by post: then without a `signer`.

    Raises NotFound, or FailedPrecondition for an order that does not wait for a signature.
    """
    async with context.database.transaction() as connection:
        await lock_holds(connection, [e164_to_int(number) for number in await numbers_of_order(connection, order_id)])
        await lock_order(connection, order_id)
        order = await get_order(connection, order_id)
        if order is None:
            raise NotFound("HostingOrder", order_id, f"There is no hosting order {order_id}")
        if order.state is not OrderState.WAITING_FOR_LOA_SIGNATURE:
            raise FailedPrecondition(f"Order {order_id} is {order.state} and does not wait for a signature")
        assert order.loa is not None
        assert order.loa.person is not None
        moment = context.clock.now(order.project_id)
        start = start_of_work(order.scheduled_at, moment, toll_free=order.toll_free)
        await move_order(
            connection,
            order_id,
            OrderStep.SIGN,
            moment,
            signer=signer or order.loa.person.name,
            scheduled_at=start if order.scheduled_at and order.toll_free else None,
        )
        await schedule_updates(connection, order_id, start)
    context.wakeup.ask()


async def _letter(context: Context, connection: Connection, order: HostingOrder) -> Letter:
    assert order.loa is not None
    numbers = await numbers_of_order(connection, order.id)
    signature = signature_line(order.signer, order.signed_at) if order.signed_at else ""
    return letter(order.loa, numbers, context.policy.service_provider, order.id, signature)


async def _token(context: Context, connection: Connection, order_id: str) -> str:
    claims = {"aud": _AUDIENCE, "order": order_id}
    return jwt.encode(claims, await _key(context, connection), algorithm="HS256")


async def _order_of_token(context: Context, connection: Connection, token: str) -> HostingOrder:
    try:
        claims = jwt.decode(token, await _key(context, connection), algorithms=["HS256"], audience=_AUDIENCE)
    except jwt.InvalidTokenError:
        claims = {}
    order = await get_order(connection, str(claims.get("order", "")))
    if order is None or order.loa is None or order.loa.person is None:
        raise NotFound("Letter", "", "There is no letter behind this link")
    return order


async def _key(context: Context, connection: Connection) -> bytes:
    return await server_secret(connection, _KEY_NAME, context.random.shared.getrandbits(256).to_bytes(32, "big"))
