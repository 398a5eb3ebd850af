"""The callback configuration on the wire (reference 9)."""

from numberbank.schemas.common import Wire


class CallbackConfigurationJson(Wire, frozen=True):
    project_id: str
    hmac_secret: str


class UpdateCallbackConfigurationRequest(Wire, frozen=True):
    hmac_secret: str | None = None
