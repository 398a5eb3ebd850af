"""JSON Lines: the object of each number as the wire has it, one a line."""

from collections.abc import Sequence

import msgspec

from numberbank.files.formats import Format


def joined(numbers: Sequence[msgspec.Raw], separator: bytes) -> bytes:
    """The objects as they came. Only a server that writes them over several lines makes work here."""
    text = separator.join(map(bytes, numbers))
    if text.count(b"\n") == separator.count(b"\n") * (len(numbers) - 1) and b"\r" not in text:
        return text
    return separator.join(msgspec.json.format(bytes(number), indent=-1) for number in numbers)


def _encode(numbers: Sequence[msgspec.Raw], first: bool) -> bytes:
    return joined(numbers, b"\n") + b"\n"


FORMAT = Format(head=b"", encode=_encode, tail=b"")
