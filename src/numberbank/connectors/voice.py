"""Calls when no system of the operator's places them: the sandbox shows what they would have said."""

import structlog

from numberbank.domain.provisioning import Done, Failed, Outcome
from numberbank.domain.registry import VoiceCall

DOES_NOT_ANSWER = "9992"
"""how a number ends that cannot be called"""

log = structlog.get_logger()


class SimulatedVoice:
    """Logs the code: for a sandbox alone."""

    async def call(self, call: VoiceCall) -> Outcome:
        if call.number.endswith(DOES_NOT_ANSWER):
            return Failed("NUMBER_PROVISIONING_FAILED")
        log.info("voice challenge", number=call.number, code=call.code)
        return Done()


class MissingVoice:
    """A platform that cannot place calls: its customers send invoices."""

    async def call(self, call: VoiceCall) -> Outcome:
        return Failed("PARTNER_SERVICE_UNAVAILABLE")
