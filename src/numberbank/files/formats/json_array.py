"""One JSON array of the numbers' objects as the wire has them, each on a line of its own."""

from collections.abc import Sequence

import msgspec

from numberbank.files.formats import Format
from numberbank.files.formats.json_lines import joined


def _encode(numbers: Sequence[msgspec.Raw], first: bool) -> bytes:
    return (b"\n" if first else b",\n") + joined(numbers, b",\n")


FORMAT = Format(head=b"[", encode=_encode, tail=b"\n]\n")
