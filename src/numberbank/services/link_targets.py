"""Registering what numbers may be linked to, and holding links to it."""

from numberbank.domain.errors import NotFound
from numberbank.domain.link_targets import LinkTarget, LinkTargetKind, refusal, target_kind
from numberbank.domain.provisioning import ClaimedJob, ProvisioningAction, ProvisioningKind
from numberbank.services.context import Context
from numberbank.storage import link_targets as storage
from numberbank.storage.projects import get_project
from numberbank.storage.provisioning_jobs import admit_job


async def register_target(context: Context, project_id: str, target: LinkTarget) -> LinkTarget:
    """Raises NotFound when there is no such project."""
    async with context.database.transaction() as connection:
        if await get_project(connection, project_id) is None:
            raise NotFound("Project", project_id, f"There is no project {project_id}")
        await storage.put_target(connection, project_id, target)
    return target


async def unregister_target(context: Context, project_id: str, kind: LinkTargetKind, target_id: str) -> None:
    """Numbers that are linked to it stay so. Raises NotFound when it is not registered."""
    async with context.database.connection() as connection:
        if not await storage.delete_target(connection, project_id, kind, target_id):
            raise NotFound(kind, target_id, f"The project has no {kind} {target_id}")


async def list_targets(context: Context, project_id: str, kind: LinkTargetKind) -> list[LinkTarget]:
    async with context.database.connection() as connection:
        return await storage.list_targets(connection, project_id, kind)


async def refuse_link(context: Context, job: ClaimedJob) -> str | None:
    """The error code with which the registry turns the job down; None lets it through, for all its attempts.

    A number that is let through counts against the campaign's limit at once, so that two cannot share its last place.
    """
    if not job.strict or job.admitted or job.action is ProvisioningAction.UNLINK:
        return None
    kind = target_kind(job.kind, job.voice_type)
    async with context.database.transaction() as connection:
        target = await storage.lock_target(connection, job.project_id, kind, job.target)
        linked = 0
        if job.kind is ProvisioningKind.CAMPAIGN:
            linked = await storage.count_on_campaign(connection, job)
        code = refusal(job.kind, target, job.number_type, linked)
        if code is None:
            await admit_job(connection, job)
    return code
