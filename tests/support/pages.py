"""Reading a list to its end."""

from typing import Any

import httpx2


def all_items(api: httpx2.Client, path: str, member: str, **query: str) -> list[dict[str, Any]]:
    """What `member` has on all pages."""
    items: list[dict[str, Any]] = []
    token = ""
    while True:
        answer = api.get(path, params={**query, "pageToken": token})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page[member]
        if not (token := page["nextPageToken"]):
            return items
