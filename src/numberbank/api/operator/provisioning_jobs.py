"""What an operator's systems report of provisioning jobs that they had accepted with 202."""

from starlette.requests import Request

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.link_targets import ERROR_CODES
from numberbank.schemas.operator import CompleteJobRequest
from numberbank.services.context import Context
from numberbank.services.provisioning import complete_job


async def complete(context: Context, request: Request) -> dict[str, str]:
    asked = await body_of(request, CompleteJobRequest)
    if asked.status == "FAILED" and asked.error_code not in ERROR_CODES:
        raise InvalidRequest.of("errorCode", f"must be one of {', '.join(sorted(ERROR_CODES))}")
    if asked.status == "SUCCEEDED" and asked.error_code is not None:
        raise InvalidRequest.of("errorCode", "must be absent when status is SUCCEEDED")
    await complete_job(context, request.path_params["jobId"], asked.error_code)
    return {}


routes = [operator_call("POST", "/provisioningJobs/{jobId}:complete", complete)]
