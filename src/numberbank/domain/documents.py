"""Uploaded documents: what they are by their content, and what they may be called."""

import puremagic

from numberbank.domain.errors import InvalidRequest

HEAD = 4096
"""bytes from the start of a file by which its type is told"""
MAX_NAME = 255

_ANY = {"", "application/octet-stream"}
"""what a client says that does not know, or does not care"""


class DocumentTooLarge(Exception):
    """An upload is longer than this server takes; `file_name` is the sanitized one."""

    def __init__(self, file_name: str) -> None:
        super().__init__()
        self.file_name = file_name


def content_type(head: bytes, declared: str) -> str:
    """The media type that the content shows, whatever the name says; raises InvalidRequest when it is not `declared`.

    Plain text has no marks: it is taken as text of the declared kind when it is UTF-8 without NUL.
    """
    if not head:
        raise InvalidRequest.of("file", "is empty; send the document")
    declared = declared.partition(";")[0].strip().lower()
    found = _marked_types(head)
    if not found:
        text = declared if declared.startswith("text/") else "text/plain"
        found = [text] if _is_text(head) else ["application/octet-stream"]
    if declared in found:
        return declared
    if declared not in _ANY:
        raise InvalidRequest.of("file", f"its content is {found[0]}, not what it says it is; send it as what it is")
    return found[0]


def check_file_name(name: str) -> str:
    """The name to keep: printable and of a bearable length. Raises InvalidRequest for one with a path in it.

    No document is ever stored under its name, so this is for those who read it.
    """
    if "/" in name or "\\" in name:
        raise InvalidRequest.of("file", "its name has a path in it; send the name alone")
    return shorten("".join(character for character in name if character.isprintable()).strip(" ."))


def shorten(name: str) -> str:
    """With its ending kept."""
    if len(name) <= MAX_NAME:
        return name or "document"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 20:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"


def _marked_types(head: bytes) -> list[str]:
    """The types whose marks the content bears, the likeliest first."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return list(dict.fromkeys(match.mime_type for match in matches if match.mime_type))


def _is_text(head: bytes) -> bool:
    try:
        return "\0" not in head.decode()
    except UnicodeDecodeError as error:
        # A character may be cut in two where the head ends.
        return len(head) == HEAD and error.start > HEAD - 4 and b"\0" not in head
