"""Endpoints 22 and 23 of the imported-numbers reference: the secret of that API alone."""

from numberbank.api.routing import IMPORTED_CALLBACKS, Call, operation
from numberbank.schemas.callback_configuration import (
    CallbackConfigurationJson,
    UpdateCallbackConfigurationRequest,
)
from numberbank.services.callback_configuration import get_imported_secret, update_imported_secret


async def get(call: Call) -> CallbackConfigurationJson:
    return CallbackConfigurationJson(call.project_id, await get_imported_secret(call.context, call.project_id))


async def update(call: Call) -> CallbackConfigurationJson:
    asked = call.body(UpdateCallbackConfigurationRequest).hmac_secret
    secret = await update_imported_secret(call.context, call.project_id, asked)
    return CallbackConfigurationJson(call.project_id, secret)


routes = [
    operation("getCallbackConfiguration", "GET", "/callbackConfiguration", get, IMPORTED_CALLBACKS),
    operation("updateCallbackConfiguration", "PATCH", "/callbackConfiguration", update, IMPORTED_CALLBACKS),
]
