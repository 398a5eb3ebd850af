"""`Numbers`: the blocking client. Each method is the asynchronous one of the same name, driven to its end."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from numberbank.client.backoff import Patience
from numberbank.client.client import AsyncNumbers
from numberbank.client.driving import Driven, drive, driven, driven_iterator
from numberbank.client.io_blocking import BlockingIo
from numberbank.client.resources.base import AsyncCallbackConfiguration
from numberbank.client.resources.emergency_addresses import AsyncEmergencyAddresses
from numberbank.client.resources.hosting_orders import AsyncHostingOrders
from numberbank.client.resources.imported_numbers import AsyncImportedNumbers
from numberbank.client.resources.journal import AsyncJournal
from numberbank.client.resources.number_orders import AsyncNumberOrders
from numberbank.client.resources.numbers import NumberCalls
from numberbank.client.resources.qualified_numbers import AsyncQualifiedNumbers
from numberbank.client.settings import read_settings


class CallbackConfiguration(Driven[AsyncCallbackConfiguration]):
    get = driven(AsyncCallbackConfiguration.get)
    update = driven(AsyncCallbackConfiguration.update)


class EmergencyAddresses(Driven[AsyncEmergencyAddresses]):
    get = driven(AsyncEmergencyAddresses.get)
    provision = driven(AsyncEmergencyAddresses.provision)
    deprovision = driven(AsyncEmergencyAddresses.deprovision)
    validate = driven(AsyncEmergencyAddresses.validate)


class NumberOrders(Driven[AsyncNumberOrders]):
    requirements = driven(AsyncNumberOrders.requirements)
    create = driven(AsyncNumberOrders.create)
    create_quantity = driven(AsyncNumberOrders.create_quantity)
    get = driven(AsyncNumberOrders.get)
    register = driven(AsyncNumberOrders.register)
    registration = driven(AsyncNumberOrders.registration)
    upload = driven(AsyncNumberOrders.upload)
    submit = driven(AsyncNumberOrders.submit)


class ImportedNumbers(Driven[AsyncImportedNumbers]):
    list = driven_iterator(AsyncImportedNumbers.list)
    add = driven(AsyncImportedNumbers.add)
    get = driven(AsyncImportedNumbers.get)
    update = driven(AsyncImportedNumbers.update)
    delete = driven(AsyncImportedNumbers.delete)


class QualifiedNumbers(Driven[AsyncQualifiedNumbers]):
    list = driven_iterator(AsyncQualifiedNumbers.list)
    add = driven(AsyncQualifiedNumbers.add)
    get = driven(AsyncQualifiedNumbers.get)
    delete = driven(AsyncQualifiedNumbers.delete)
    send_voice_challenge = driven(AsyncQualifiedNumbers.send_voice_challenge)
    verify_voice_challenge = driven(AsyncQualifiedNumbers.verify_voice_challenge)
    text_enable = driven(AsyncQualifiedNumbers.text_enable)
    text_enable_toll_free = driven(AsyncQualifiedNumbers.text_enable_toll_free)


class HostingOrders(Driven[AsyncHostingOrders]):
    list = driven_iterator(AsyncHostingOrders.list)
    get = driven(AsyncHostingOrders.get)
    report = driven(AsyncHostingOrders.report)
    numbers = driven_iterator(AsyncHostingOrders.numbers)
    number = driven(AsyncHostingOrders.number)
    import_numbers = driven(AsyncHostingOrders.import_numbers)
    text_enable = driven(AsyncHostingOrders.text_enable)
    text_enable_toll_free = driven(AsyncHostingOrders.text_enable_toll_free)


class Journal(Driven[AsyncJournal]):
    intents = driven(AsyncJournal.intents)
    open = driven(AsyncJournal.open)
    resolve = driven(AsyncJournal.resolve)


class Numbers(Driven[NumberCalls]):
    """A project's numbers, at Sinch or at a Numberbank, for programs without an event loop; safe for many threads.

    with Numbers() as numbers:
        rented = numbers.rent_any("US", "LOCAL", callback_url="https://hooks.example.com/numbers")
    """

    regions = driven(NumberCalls.regions)
    search = driven(NumberCalls.search)
    check = driven(NumberCalls.check)
    rent = driven(NumberCalls.rent)
    rent_any = driven(NumberCalls.rent_any)
    list = driven_iterator(NumberCalls.list)
    list_page = driven(NumberCalls.list_page)
    list_raw = driven_iterator(NumberCalls.list_raw)
    get = driven(NumberCalls.get)
    update = driven(NumberCalls.update)
    release = driven(NumberCalls.release)

    def __init__(
        self,
        project_id: str | None = None,
        key_id: str | None = None,
        key_secret: str | None = None,
        *,
        url: str | None = None,
        journal: Path | bool = True,
        patience: Patience | None = None,
        idempotency_keys: bool = True,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """As that of `AsyncNumbers`."""
        settings = read_settings(project_id, key_id, key_secret, url)
        waiting = patience or Patience()
        io = BlockingIo(waiting, transport)
        source = AsyncNumbers.over(io, settings, journal, waiting, use_keys=idempotency_keys)
        super().__init__(source)
        self._client = source
        self.callback_configuration = CallbackConfiguration(source.callback_configuration)
        self.emergency_addresses = EmergencyAddresses(source.emergency_addresses)
        self.orders = NumberOrders(source.orders)
        self.imported = ImportedNumbers(source.imported)
        self.qualified = QualifiedNumbers(source.qualified)
        self.hosting = HostingOrders(source.hosting)
        self.imported_callback_configuration = CallbackConfiguration(source.imported_callback_configuration)
        self.journal = Journal(source.journal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        drive(self._client.close())
