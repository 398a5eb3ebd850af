"""The sandbox's credentials that everybody knows, and its settings. Light: the program itself is in sandbox_program."""

import socket
from dataclasses import dataclass, replace
from datetime import timedelta

from numberbank.domain.projects import IssuedKey
from numberbank.settings import Settings

DEFAULT_PROJECT_ID = "5a4db0c5-0000-4000-8000-000000000001"
DEFAULT_KEY = IssuedKey("sandbox-key", "sandbox-secret")
DEFAULT_OPERATOR_TOKEN = "sandbox-operator"
REVIEW_AFTER = timedelta(minutes=1)
"""of the project's clock"""


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    project_id: str
    key: IssuedKey
    settings: Settings
    seed: int | None


def sandbox_settings(settings: Settings, url: str) -> Settings:
    """With the well-known operator token where none is set, callbacks to this machine allowed, and a reviewer.

    `url` is where the sandbox listens.
    """
    orders = settings.policy.orders
    if orders.review_after is None:
        orders = replace(orders, review_after=REVIEW_AFTER)
    return replace(
        settings,
        operator_token=settings.operator_token or DEFAULT_OPERATOR_TOKEN,
        policy=replace(
            settings.policy,
            private_callbacks=True,
            blanket_loa=True,
            public_url=settings.public_url or url,
            orders=orders,
        ),
        sandbox=True,
    )


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError. asyncio does not see to it that answers leave at once, so it is done here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=1024)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
