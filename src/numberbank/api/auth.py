"""Who calls: Basic with key id and secret, or a Bearer token from `/oauth2/token` (reference 2)."""

import base64
import hmac
from urllib.parse import parse_qsl

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from numberbank.api.bodies import BodyTooLarge, read_body
from numberbank.domain.errors import PermissionDenied, Unauthenticated
from numberbank.services.access_keys import AccessKeys

_MAX_FORM = 16 * 1024
"""bytes; anybody may send one"""

log = structlog.get_logger()


async def authenticate(request: Request, keys: AccessKeys) -> str:
    """The caller's project; raises Unauthenticated."""
    scheme, credentials = _authorization(request)
    match scheme:
        case "bearer":
            return await keys.project_of_token(credentials)
        case "basic":
            return await keys.project_of_key(*_basic(credentials))
        case _:
            raise Unauthenticated


async def authorize(request: Request, keys: AccessKeys) -> str:
    """The project of the path, which must be the caller's own; else raises Unauthenticated or PermissionDenied."""
    project_id = await authenticate(request, keys)
    if request.path_params["projectId"] != project_id:
        raise PermissionDenied
    return project_id


def check_operator(request: Request, token: str) -> None:
    """The operator API has one token of its own; without a token set, nobody gets in."""
    scheme, given = _authorization(request)
    if not token or scheme != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise Unauthenticated("The operator API needs the token from NUMBERBANK_OPERATOR_TOKEN as a Bearer token")


async def issue_token(request: Request) -> Response:
    """`POST /oauth2/token`: client credentials by Basic or in the form."""
    keys: AccessKeys = request.app.state.keys
    try:
        fields = _fields(await read_body(request, _MAX_FORM))
    except BodyTooLarge:
        return _oauth_error(413, "invalid_request", "The form is too large.")
    if fields.get("grant_type") != "client_credentials":
        return _oauth_error(400, "unsupported_grant_type", "The grant type must be client_credentials.")
    try:
        scheme, credentials = _authorization(request)
        if scheme == "basic":
            key_id, secret = _basic(credentials)
        else:
            key_id, secret = fields.get("client_id", ""), fields.get("client_secret", "")
        token = await keys.issue_token(key_id, secret)
    except Unauthenticated:
        return _oauth_error(
            401,
            "invalid_client",
            "Client authentication failed: unknown access key, wrong secret, or none given.",
        )
    except Exception as error:
        log.error("no token could be issued", exc_info=error)
        return _oauth_error(500, "server_error", "The server could not issue a token; try again.")
    body = {
        "access_token": token,
        "expires_in": int(keys.token_lifetime.total_seconds()),
        "scope": "",
        "token_type": "bearer",
    }
    return _json(200, body)


def key_id_of(request: Request, form: bytes) -> str:
    """The key id of a request for a token with this body, whether or not its secret is right; empty without one."""
    scheme, credentials = _authorization(request)
    try:
        return _basic(credentials)[0] if scheme == "basic" else _fields(form).get("client_id", "")
    except Unauthenticated:
        return ""


def _authorization(request: Request) -> tuple[str, str]:
    """Scheme, in lower case, and credentials; both empty without them."""
    for name, value in request.scope["headers"]:
        if name == b"authorization":
            scheme, _, credentials = value.decode("latin-1").partition(" ")
            return scheme.lower(), credentials.strip()
    return "", ""


def _fields(form: bytes) -> dict[str, str]:
    return dict(parse_qsl(form.decode("utf-8", "replace")))


def _basic(credentials: str) -> tuple[str, str]:
    try:
        key_id, colon, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        raise Unauthenticated from None
    if not colon:
        raise Unauthenticated
    return key_id, secret


def _oauth_error(status: int, error: str, description: str) -> Response:
    return _json(status, {"error": error, "error_description": description})


def _json(status: int, body: dict[str, object]) -> Response:
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


routes = [Route("/oauth2/token", issue_token, methods=["POST"], name="issueToken")]
