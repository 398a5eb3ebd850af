"""Endpoints 14 and 15 of the reference."""

from numberbank.api.routing import Call, operation
from numberbank.schemas.callback_configuration import (
    CallbackConfigurationJson,
    UpdateCallbackConfigurationRequest,
)
from numberbank.services.callback_configuration import get_hmac_secret, update_hmac_secret


async def get(call: Call) -> CallbackConfigurationJson:
    return CallbackConfigurationJson(call.project_id, await get_hmac_secret(call.context, call.project_id))


async def update(call: Call) -> CallbackConfigurationJson:
    asked = call.body(UpdateCallbackConfigurationRequest).hmac_secret
    secret = await update_hmac_secret(call.context, call.project_id, asked)
    return CallbackConfigurationJson(call.project_id, secret)


routes = [
    operation("getCallbackConfiguration", "GET", "/callbackConfiguration", get),
    operation("updateCallbackConfiguration", "PATCH", "/callbackConfiguration", update),
]
