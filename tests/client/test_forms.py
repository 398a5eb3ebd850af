"""The blocking client has every method of the asynchronous one, with the same parameters."""

import inspect

import pytest

from numberbank.client import AsyncNumbers, Numbers, sync
from numberbank.client.resources.base import AsyncCallbackConfiguration
from numberbank.client.resources.emergency_addresses import AsyncEmergencyAddresses
from numberbank.client.resources.hosting_orders import AsyncHostingOrders
from numberbank.client.resources.imported_numbers import AsyncImportedNumbers
from numberbank.client.resources.journal import AsyncJournal
from numberbank.client.resources.number_orders import AsyncNumberOrders
from numberbank.client.resources.numbers import NumberCalls
from numberbank.client.resources.qualified_numbers import AsyncQualifiedNumbers

PAIRS: list[tuple[type, type]] = [
    (NumberCalls, Numbers),
    (AsyncCallbackConfiguration, sync.CallbackConfiguration),
    (AsyncEmergencyAddresses, sync.EmergencyAddresses),
    (AsyncHostingOrders, sync.HostingOrders),
    (AsyncImportedNumbers, sync.ImportedNumbers),
    (AsyncJournal, sync.Journal),
    (AsyncNumberOrders, sync.NumberOrders),
    (AsyncQualifiedNumbers, sync.QualifiedNumbers),
]


def methods(cls: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(cls, callable) if not name.startswith("_")} - {"close"}


@pytest.mark.parametrize(("source", "form"), PAIRS, ids=[form.__name__ for _, form in PAIRS])
def test_both_have_the_same_methods(source: type, form: type) -> None:
    assert methods(source) == methods(form)
    for name in methods(source):
        assert inspect.signature(getattr(source, name)) == inspect.signature(getattr(form, name))


def test_both_are_made_with_the_same_settings() -> None:
    def parameters(cls: type) -> list[str]:
        return list(inspect.signature(cls).parameters)

    assert parameters(Numbers) == parameters(AsyncNumbers)
