"""The calls that cost money: what they answer, and how it is found out whether they were carried out."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from numberbank.client.calls import Api, Body
from numberbank.client.engine import Engine
from numberbank.client.lists import active_numbers, hosting_orders
from numberbank.client.models.imported_numbers import HostingOrder, ImportedNumber
from numberbank.client.models.number_orders import NumberOrder
from numberbank.client.models.numbers import ActiveNumber
from numberbank.client.proofs.findings import Proof
from numberbank.client.proofs.held_numbers import HeldNumber
from numberbank.client.proofs.listed import Listed
from numberbank.client.proofs.number_orders import CreatedOrder, SubmittedOrder
from numberbank.client.proofs.releases import Released
from numberbank.domain.patterns import NumberPattern, SearchPattern

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """`name_of` gives the name of what an answer tells of."""

    name: str
    api: Api
    shape: type[T]
    proof: Proof[T]
    name_of: Callable[[T], str]


def _number(answer: ActiveNumber | ImportedNumber) -> str:
    return answer.phone_number


def _order(answer: NumberOrder) -> str:
    return answer.id_number_order


def _hosting_order(answer: HostingOrder) -> str:
    return answer.hosting_order_id


def _numbers_like(engine: Engine, body: Body) -> AsyncIterator[ActiveNumber]:
    pattern = body.get("numberPattern") or {}
    query = {
        "regionCode": body.get("regionCode"),
        "type": body.get("type"),
        "numberPattern.pattern": pattern.get("pattern"),
        "numberPattern.searchPattern": pattern.get("searchPattern"),
    }
    return active_numbers(engine, query)


def _could_be_rented(body: Body, number: ActiveNumber) -> bool:
    """Whether rentAny with this body could have picked the number."""
    pattern = body.get("numberPattern") or {}
    kind = SearchPattern(pattern.get("searchPattern") or SearchPattern.START)
    return (
        number.region_code == body.get("regionCode")
        and number.type == body.get("type")
        and set(body.get("capabilities") or ()) <= set(number.capability)
        and NumberPattern(pattern.get("pattern") or "", kind).matches(number.phone_number)
        and (number.callback_url or "") == (body.get("callbackUrl") or "")
    )


def _orders_like(engine: Engine, body: Body) -> AsyncIterator[HostingOrder]:
    """The reference marks these filters as required."""
    wanted = {name: body.get(name) for name in ("regionCode", "servicePlanId", "campaignId")}
    return hosting_orders(engine, wanted)


def _could_be_ordered(body: Body, order: HostingOrder) -> bool:
    same = ("displayName", "regionCode", "servicePlanId", "callbackUrl")
    has = {
        "displayName": order.display_name,
        "regionCode": order.region_code,
        "servicePlanId": order.service_plan_id,
        "callbackUrl": order.callback_url,
    }
    return all((has[name] or "") == (body.get(name) or "") for name in same)


RENT: Kind[ActiveNumber] = Kind(
    "rent",
    Api.NUMBERS,
    ActiveNumber,
    HeldNumber("activeNumbers", Api.NUMBERS, "/activeNumbers", ActiveNumber),
    _number,
)
RENT_ANY: Kind[ActiveNumber] = Kind(
    "rentAny",
    Api.NUMBERS,
    ActiveNumber,
    Listed("activeNumbers", _numbers_like, _number, _could_be_rented),
    _number,
)
RELEASE: Kind[ActiveNumber] = Kind("release", Api.NUMBERS, ActiveNumber, Released(), _number)
CREATE_ORDER: Kind[NumberOrder] = Kind("createNumberOrder", Api.NUMBERS, NumberOrder, CreatedOrder(), _order)
SUBMIT_ORDER: Kind[NumberOrder] = Kind("submit", Api.NUMBERS, NumberOrder, SubmittedOrder(), _order)
IMPORT_NUMBER: Kind[ImportedNumber] = Kind(
    "importNumber",
    Api.IMPORTED,
    ImportedNumber,
    HeldNumber("importedNumbers", Api.IMPORTED, "/importedNumbers", ImportedNumber),
    _number,
)
HOST_NUMBERS: Kind[HostingOrder] = Kind(
    "hostNumbers",
    Api.IMPORTED,
    HostingOrder,
    Listed("hostingOrders", _orders_like, _hosting_order, _could_be_ordered),
    _hosting_order,
)

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind for kind in (RENT, RENT_ANY, RELEASE, CREATE_ORDER, SUBMIT_ORDER, IMPORT_NUMBER, HOST_NUMBERS)
}
