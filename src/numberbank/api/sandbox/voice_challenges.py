"""What the calls to the project's numbers have said: nobody is really called in a sandbox."""

from starlette.requests import Request

from numberbank.api.sandbox.routing import Sandbox, sandbox_call
from numberbank.schemas.common import timestamp
from numberbank.schemas.sandbox import VoiceChallengeJson, VoiceChallengesJson
from numberbank.services.voice_challenges import list_challenges


async def list_(sandbox: Sandbox, project_id: str, request: Request) -> VoiceChallengesJson:
    challenges = await list_challenges(request.app.state.context, project_id)
    return VoiceChallengesJson(
        [VoiceChallengeJson(each.number, each.code, timestamp(each.expires_at)) for each in challenges]
    )


routes = [sandbox_call("GET", "/voiceChallenges", list_)]
