"""Where a list goes on that is read page by page."""

from typing import NamedTuple


class PageMark(NamedTuple):
    """Of the last item of a page. `total` is how many items all pages had when the first one was read."""

    name: str
    digits: int
    total: int = 0
