"""Signed sample events, for tests that want one without a number: those of the official SDKs fetch them here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.domain.clock import real_now
from numberbank.domain.e164 import E164
from numberbank.domain.events import provisioning_event
from numberbank.domain.link_targets import GENERAL_FAILURE
from numberbank.domain.provisioning import ProvisioningAction, ProvisioningKind
from numberbank.domain.signing import sinch_signature
from numberbank.services.context import Context

SECRET = "strongPa$$PhraseWith36CharactersMax"
"""the one that those test-suites verify with"""


async def _sample(request: Request, error_code: str | None) -> Response:
    context: Context = request.app.state.context
    moment = real_now()
    body = provisioning_event(
        context.random.ulid("sandbox", moment),
        moment,
        "sandbox",
        E164("+12025550134"),
        ProvisioningKind.VOICE_PLATFORM,
        ProvisioningAction.LINK,
        error_code,
    )
    headers = {"x-sinch-signature": sinch_signature(SECRET, body)}
    return Response(body, media_type="application/json", headers=headers)


async def succeeded(request: Request) -> Response:
    return await _sample(request, None)


async def failed(request: Request) -> Response:
    return await _sample(request, GENERAL_FAILURE[ProvisioningKind.VOICE_PLATFORM])


routes = [
    Route("/webhooks/numbers/provisioning_to_voice_platform/succeeded", succeeded, methods=["GET"]),
    Route("/webhooks/numbers/provisioning_to_voice_platform/failed", failed, methods=["GET"]),
]
