"""Which URLs callbacks may be sent to."""

import contextlib

from numberbank.callbacks.resolver import Resolver
from numberbank.callbacks.ssrf_guard import check_public, check_public_form
from numberbank.domain.callback_urls import ForbiddenTarget, check_form
from numberbank.domain.errors import InvalidRequest
from numberbank.services.context import Context

_resolver = Resolver()


async def check_callback_url(context: Context, url: str | None) -> None:
    """Raises InvalidRequest for a URL that cannot, or must not, be called; an empty one calls nobody.

    A name that cannot be resolved now may be later, and is looked at again before each delivery.
    """
    if not url:
        return
    try:
        if context.policy.private_callbacks:
            check_form(url)
        else:
            parts = check_public_form(url)
            with contextlib.suppress(OSError):
                check_public(await _resolver.addresses(parts.hostname or "", parts.port or 443))
    except ForbiddenTarget as error:
        raise InvalidRequest.of("callbackUrl", f"the URL {error}") from None
