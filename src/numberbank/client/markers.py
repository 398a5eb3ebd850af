"""A call's own mark on what it makes: its intent's id, in the query of the callback URL that it asks for anyway.

Receivers get the parameter with each callback and may ignore it.
"""

from urllib.parse import parse_qs, urlsplit, urlunsplit

from numberbank.client.calls import Body

PARAMETER = "numberbank-intent"
LONGEST_URL = 2048


def marked(body: Body | None, intent_id: str) -> Body | None:
    """The body with the mark; None when it has no callback URL that could carry one."""
    url = (body or {}).get("callbackUrl")
    if not body or not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return None
    parts = urlsplit(url)
    query = f"{parts.query}&{PARAMETER}={intent_id}" if parts.query else f"{PARAMETER}={intent_id}"
    with_mark = urlunsplit(parts._replace(query=query))
    return {**body, "callbackUrl": with_mark} if len(with_mark) <= LONGEST_URL else None


def mark_of(url: str | None) -> str:
    """The id that a callback URL carries; empty without one."""
    try:
        return parse_qs(urlsplit(url or "").query).get(PARAMETER, [""])[-1]
    except ValueError:
        return ""
