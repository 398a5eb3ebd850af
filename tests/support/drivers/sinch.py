"""The official `sinch` package from PyPI, unmodified. Its models are strict: an answer with a missing or mistyped
field fails the call."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sinch import SinchClient
from sinch.core.exceptions import SinchException

from support.credentials import Credentials
from support.drivers.protocol import Link, Page, Refusal
from support.receiver import Received
from support.sdk import sinch_client

ORDERS = {"phoneNumber": "PHONE_NUMBER", "displayName": "DISPLAY_NAME"}


@contextmanager
def sinch_sdk(credentials: Credentials) -> Iterator["SinchDriver"]:
    given = credentials
    with sinch_client(given.url, given.project_id, given.key_id, given.key_secret) as client:
        yield SinchDriver(credentials, client)


class SinchDriver:
    def __init__(self, credentials: Credentials, client: SinchClient) -> None:
        self.credentials = credentials
        self._client = client

    def regions(self, types: Sequence[str] = ()) -> list[Any]:
        return [*self._client.numbers.regions.list(types=[*types] or None).iterator()]

    def search(
        self,
        region: str = "US",
        type: str = "LOCAL",
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        size: int | None = None,
    ) -> list[Any]:
        page = self._client.numbers.search_for_available_numbers(
            region_code=region,
            number_type=type,
            number_pattern=pattern,
            number_search_pattern=search_pattern,
            capabilities=[*capabilities] or None,
            page_size=size,
        )
        assert not page.has_next_page
        return [*page.content()]

    def check(self, number: str) -> Any:
        return self._client.numbers.check_availability(number)

    def rent(
        self, number: str, *, sms: Link | None = None, voice: Link | None = None, callback_url: str | None = None
    ) -> Any:
        return self._client.numbers.rent(
            phone_number=number,
            sms_configuration=sms,
            voice_configuration=voice,
            event_destination_target=callback_url,
        )

    def rent_any(
        self,
        region: str = "US",
        type: str = "LOCAL",
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        sms: Link | None = None,
        voice: Link | None = None,
        callback_url: str | None = None,
    ) -> Any:
        return self._client.numbers.rent_any(
            region_code=region,
            number_type=type,
            number_pattern={"pattern": pattern, "search_pattern": search_pattern} if pattern else None,
            capabilities=[*capabilities] or None,
            sms_configuration=sms,
            voice_configuration=voice,
            event_destination_target=callback_url,
        )

    def list(self, *, page_size: int | None = None, **filters: Any) -> "list[Any]":
        return [*self._listed(page_size=page_size, **filters).iterator()]

    def page(self, token: str = "", *, page_size: int | None = None, **filters: Any) -> Page:
        page = self._listed(page_size=page_size, page_token=token or None, **filters)
        numbers = [number.phone_number for number in page.content()]
        return Page(numbers, page.result.total_size, page.result.next_page_token)

    def _listed(
        self,
        *,
        region: str | None = None,
        type: str | None = None,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        order_by: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Any:
        return self._client.numbers.list(
            region_code=region,
            number_type=type,
            number_pattern=pattern,
            number_search_pattern=search_pattern,
            capabilities=[*capabilities] or None,
            order_by=ORDERS.get(order_by or ""),
            page_size=page_size,
            page_token=page_token,
        )

    def get(self, number: str) -> Any:
        return self._client.numbers.get(number)

    def update(
        self,
        number: str,
        *,
        display_name: str | None = None,
        sms: Link | None = None,
        voice: Link | None = None,
        callback_url: str | None = None,
    ) -> Any:
        return self._client.numbers.update(
            phone_number=number,
            display_name=display_name,
            sms_configuration=sms,
            voice_configuration=voice,
            event_destination_target=callback_url,
        )

    def release(self, number: str) -> Any:
        return self._client.numbers.release(number)

    def callback_url(self, number: Any) -> str:
        return str(number.event_destination_target)

    def callback_secret(self) -> tuple[str, str]:
        configuration = self._client.numbers.event_destinations.get()
        return configuration.project_id, configuration.hmac_secret

    def set_callback_secret(self, secret: str) -> str:
        return str(self._client.numbers.event_destinations.update(hmac_secret=secret).hmac_secret)

    def is_genuine(self, secret: str, received: Received) -> bool:
        events = self._client.numbers.sinch_events(secret)
        return bool(events.validate_authentication_header(received.headers, received.body))

    def event(self, received: Received) -> Any:
        return self._client.numbers.sinch_events("").parse_event(received.body, received.headers)

    def refusal(self, call: Callable[[], object]) -> Refusal:
        with pytest.raises(SinchException) as caught:
            call()
        answer = caught.value.http_response
        details = answer.body["error"]["details"] if isinstance(answer.body.get("error"), dict) else []
        fields = frozenset(each["field"] for detail in details for each in detail.get("fieldViolations", []))
        return Refusal(answer.status_code, str(caught.value), fields)
