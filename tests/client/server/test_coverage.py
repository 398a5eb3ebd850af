"""Each public method of the client is called against a real server somewhere: none is forgotten."""

import inspect
import re
from pathlib import Path

from support import drivers

from numberbank.client import Numbers
from numberbank.client.driving import Driven

CALLERS = [*Path(__file__).parent.glob("test_*.py"), *Path(drivers.__path__[0]).glob("numberbank.py")]


def public_methods() -> set[str]:
    """As a user writes them: `rent`, `orders.create`."""
    with Numbers("project", "key", "secret", url="http://127.0.0.1:1", journal=False) as client:
        parts = {name: part for name, part in vars(client).items() if isinstance(part, Driven)}
        own = [name for name, _ in inspect.getmembers(client, inspect.ismethod) if not name.startswith("_")]
        of_parts = [
            f"{part}.{name}"
            for part, value in parts.items()
            for name, _ in inspect.getmembers(value, inspect.ismethod)
            if not name.startswith("_")
        ]
    return {*own, *of_parts} - {"close"}


def test_every_method_is_called_against_the_server() -> None:
    source = "\n".join(path.read_text() for path in CALLERS)
    called = set(re.findall(r"\bclient\.([\w.]+)\(", source)) | set(re.findall(r"\b_client\.([\w.]+)\(", source))

    methods = public_methods()
    assert "orders.create" in methods
    assert methods - called == set()
