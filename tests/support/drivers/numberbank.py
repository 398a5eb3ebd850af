"""Our client, in both of its forms."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from numberbank.client import Numbers, Refused, SmsLink, VoiceLink, parse_callback, verify_callback
from support.both_forms import open_form
from support.credentials import Credentials
from support.drivers.protocol import Link, Page, Refusal
from support.receiver import Received


@contextmanager
def numberbank_client(form: str, credentials: Credentials) -> Iterator["NumberbankDriver"]:
    given = credentials
    with open_form(form, given.project_id, given.key_id, given.key_secret, url=given.url, journal=False) as client:
        yield NumberbankDriver(credentials, client)


class NumberbankDriver:
    def __init__(self, credentials: Credentials, client: Numbers) -> None:
        self.credentials = credentials
        self._client = client

    def regions(self, types: Sequence[str] = ()) -> list[Any]:
        return list(self._client.regions(types))

    def search(self, region: str = "US", type: str = "LOCAL", **wish: Any) -> list[Any]:
        return list(self._client.search(region, type, **wish))

    def check(self, number: str) -> Any:
        return self._client.check(number)

    def rent(
        self, number: str, *, sms: Link | None = None, voice: Link | None = None, callback_url: str | None = None
    ) -> Any:
        return self._client.rent(number, callback_url=callback_url, **_links(sms, voice))

    def rent_any(
        self,
        region: str = "US",
        type: str = "LOCAL",
        *,
        sms: Link | None = None,
        voice: Link | None = None,
        **wish: Any,
    ) -> Any:
        return self._client.rent_any(region, type, **_links(sms, voice), **wish)

    def list(self, *, page_size: int | None = None, **filters: Any) -> "list[Any]":
        return [*self._client.list(page_size=page_size, **filters)]

    def page(self, token: str = "", *, page_size: int | None = None, **filters: Any) -> Page:
        page = self._client.list_page(token, page_size=page_size, **filters)
        return Page([number.phone_number for number in page.items], page.total_size, page.next_page_token)

    def get(self, number: str) -> Any:
        return self._client.get(number)

    def update(self, number: str, *, sms: Link | None = None, voice: Link | None = None, **change: Any) -> Any:
        return self._client.update(number, **_links(sms, voice), **change)

    def release(self, number: str) -> Any:
        return self._client.release(number)

    def callback_url(self, number: Any) -> str:
        """Without its marker."""
        return str(number.callback_url).partition("?numberbank-intent=")[0]

    def callback_secret(self) -> tuple[str, str]:
        configuration = self._client.callback_configuration.get()
        return configuration.project_id, configuration.hmac_secret

    def set_callback_secret(self, secret: str) -> str:
        return self._client.callback_configuration.update(secret).hmac_secret

    def is_genuine(self, secret: str, received: Received) -> bool:
        return verify_callback(secret, received.headers, received.body)

    def event(self, received: Received) -> Any:
        return parse_callback(received.body)

    def refusal(self, call: Callable[[], object]) -> Refusal:
        with pytest.raises(Refused) as caught:
            call()
        fields = frozenset(violation.field for violation in caught.value.violations)
        return Refusal(caught.value.status, str(caught.value), fields)


def _links(sms: Link | None, voice: Link | None) -> dict[str, Any]:
    return {"sms": SmsLink(**sms) if sms else None, "voice": VoiceLink(**voice) if voice else None}  # type: ignore[arg-type]
