"""The calls that cost money: what they answer, and how it is found out whether they were carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from numberbank.client import wishes
from numberbank.client.calls import Api
from numberbank.client.models.imported_numbers import HostingOrder, ImportedNumber
from numberbank.client.models.number_orders import NumberOrder
from numberbank.client.models.numbers import ActiveNumber
from numberbank.client.proofs.findings import Proof
from numberbank.client.proofs.held_numbers import HeldNumber
from numberbank.client.proofs.listed import Listed
from numberbank.client.proofs.number_orders import CreatedOrder, SubmittedOrder
from numberbank.client.proofs.releases import Released

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
    Listed("activeNumbers", wishes.numbers_like, _number, wishes.fitting_numbers),
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
    Listed("hostingOrders", wishes.hosting_orders_like, _hosting_order, wishes.fitting_hosting_orders),
    _hosting_order,
)

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind for kind in (RENT, RENT_ANY, RELEASE, CREATE_ORDER, SUBMIT_ORDER, IMPORT_NUMBER, HOST_NUMBERS)
}
