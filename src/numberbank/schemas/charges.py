"""The ledger on the wire."""

from numberbank.schemas.common import MoneyJson, Wire


class ChargeJson(Wire, frozen=True):
    phone_number: str
    kind: str
    period_start: str
    period_end: str
    money: MoneyJson


class ChargesJson(Wire, frozen=True):
    charges: list[ChargeJson]
    next_page_token: str
