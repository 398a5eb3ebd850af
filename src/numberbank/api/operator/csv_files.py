"""CSV files as the bodies of calls."""

from starlette.requests import Request

from numberbank.api.bodies import read_body
from numberbank.domain.errors import InvalidRequest

MAX_FILE = 64 * 1024 * 1024
"""bytes"""


async def lines_of(request: Request) -> list[str]:
    """Raises InvalidRequest for a file that is not text, BodyTooLarge for one that is too long."""
    try:
        return (await read_body(request, MAX_FILE)).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InvalidRequest.of("body", "the file is not UTF-8 text") from None
