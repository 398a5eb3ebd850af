"""Deliveries connect to the address that was checked, and to a receiver that proves its name."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from support.tls_receiver import NAME, TlsReceiver, tls_receiver, trusting

from numberbank.callbacks.connections import open_connections
from numberbank.callbacks.resolver import Resolver
from numberbank.callbacks.sender import CallbackSender, Message

HERE = "127.0.0.1"
OUTSIDE = "93.184.216.34"


class Names:
    """Knows addresses by name, and counts how often it is asked."""

    def __init__(self, **addresses: list[str]) -> None:
        self.asked: list[str] = []
        self.addresses_of = {name.replace("_", "."): found for name, found in addresses.items()}

    async def addresses(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.addresses_of[host]


@pytest.fixture
def receiver() -> Iterator[TlsReceiver]:
    with tls_receiver() as receiver:
        yield receiver


@asynccontextmanager
async def sender(names: Names | Resolver, *, guarded: bool) -> AsyncIterator[CallbackSender]:
    """Unguarded, it may reach the receiver of a test; all else is as it is outside."""
    async with open_connections(10, names, guarded=guarded, ssl_context=trusting()) as connections:
        yield CallbackSender(connections, guarded=True, timeout=5)


def message(url: str) -> Message:
    return Message(url, "event", b"{}", "secret")


async def test_the_name_stays_while_the_address_is_given(receiver: TlsReceiver) -> None:
    names = Names(receiver_example=[HERE])
    async with sender(names, guarded=False) as sending:
        delivery = await sending.deliver(message(f"https://{NAME}:{receiver.port}/events"))

    assert (delivery.status, delivery.problem) == (200, "")
    assert receiver.names == [NAME]
    assert receiver.hosts == [f"{NAME}:{receiver.port}"]
    assert names.asked == [NAME]


async def test_a_receiver_must_prove_its_name(receiver: TlsReceiver) -> None:
    names = Names(other_example=[HERE])
    async with sender(names, guarded=False) as sending:
        delivery = await sending.deliver(message(f"https://other.example:{receiver.port}/"))

    assert delivery.status is None
    assert "certificate" in delivery.problem
    assert receiver.hosts == []


async def test_two_names_at_one_address_share_no_connection(receiver: TlsReceiver) -> None:
    names = Names(receiver_example=[HERE], other_example=[HERE])
    async with sender(names, guarded=False) as sending:
        first = await sending.deliver(message(f"https://{NAME}:{receiver.port}/"))
        second = await sending.deliver(message(f"https://other.example:{receiver.port}/"))

    assert (first.status, second.status) == (200, None)
    assert receiver.names == [NAME, "other.example"]


async def test_a_connection_is_used_again(receiver: TlsReceiver) -> None:
    names = Names(receiver_example=[HERE])
    async with sender(names, guarded=False) as sending:
        for _ in range(3):
            await sending.deliver(message(f"https://{NAME}:{receiver.port}/"))

    assert len(receiver.hosts) == 3
    assert receiver.names == [NAME]


async def test_the_next_address_is_tried_when_one_does_not_answer(receiver: TlsReceiver) -> None:
    names = Names(receiver_example=["127.0.0.2", HERE])
    async with sender(names, guarded=False) as sending:
        delivery = await sending.deliver(message(f"https://{NAME}:{receiver.port}/"))

    assert delivery.status == 200


@pytest.mark.parametrize(
    "found", [[HERE], [OUTSIDE, HERE], [OUTSIDE, "169.254.169.254"], ["fd00::1"], ["::ffff:10.0.0.1"]]
)
async def test_a_name_that_leads_inward_is_refused(receiver: TlsReceiver, found: list[str]) -> None:
    async with sender(Names(receiver_example=found), guarded=True) as sending:
        delivery = await sending.deliver(message(f"https://{NAME}:{receiver.port}/"))

    assert delivery.problem == "the callback URL must not point to a private or reserved address"
    assert receiver.names == []


async def test_a_name_that_turned_inward_since_is_refused(receiver: TlsReceiver) -> None:
    names = Names(receiver_example=[OUTSIDE])
    names.addresses_of["receiver.example"] = [HERE]
    async with sender(names, guarded=True) as sending:
        delivery = await sending.deliver(message(f"https://{NAME}:{receiver.port}/"))

    assert "private" in delivery.problem
    assert receiver.names == []


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/",
        "https://localhost:{port}/",
        "https://127.0.0.1:{port}/",
        "https://2130706433:{port}/",
    ],
)
async def test_forms_are_refused_before_anybody_is_asked(receiver: TlsReceiver, url: str) -> None:
    names = Names()
    async with sender(names, guarded=True) as sending:
        delivery = await sending.deliver(message(url.format(port=receiver.port)))

    assert delivery.problem.startswith("the callback URL must")
    assert names.asked == receiver.names == []


async def test_a_name_without_addresses_is_a_problem_of_the_attempt() -> None:
    async with sender(Resolver(), guarded=True) as sending:
        delivery = await sending.deliver(message("https://receiver.invalid/"))

    assert delivery.status is None
    assert "gaierror" in delivery.problem


async def test_names_of_all_scripts_are_called(receiver: TlsReceiver) -> None:
    names = Names()
    names.addresses_of["xn--bcher-kva.example"] = [HERE]
    async with sender(names, guarded=False) as sending:
        delivery = await sending.deliver(message(f"https://bücher.example:{receiver.port}/ä?ö=1"))

    assert receiver.names == ["xn--bcher-kva.example"]
    assert "certificate" in delivery.problem
