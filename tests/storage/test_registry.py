"""What numbers may be linked to: any id, or in a strict project what the operator has registered (reference 13)."""

import asyncio
from datetime import datetime

import pytest
from support.apps import Api
from support.connectors import simulated_work
from support.due_work import do_due
from support.held_numbers import change_links, read, rent_us, sms, us_numbers, voice
from support.inventory import US_TOLL_FREE, hold, store
from support.operator_api import call_operator, operator

from numberbank.domain.e164 import E164
from numberbank.domain.link_targets import LinkTarget, LinkTargetKind, LinkTargetState
from numberbank.domain.provisioning import LinkChange, ProvisioningKind, ProvisioningStatus, VoiceTarget, VoiceType
from numberbank.services.link_targets import register_target, unregister_target

CAMPAIGN, PLAN = LinkTargetKind.CAMPAIGN, LinkTargetKind.SERVICE_PLAN


@pytest.fixture
async def strict(api: Api) -> Api:
    """A project whose links must be registered, with the service plan `plan` in the registry."""
    await operator(api, "PATCH", f"/projects/{api.project_id}", {"strictLinks": True})
    await register_target(api.context, api.project_id, LinkTarget(PLAN, "plan"))
    return api


@pytest.fixture
def start(api: Api) -> datetime:
    return api.context.clock.now(api.project_id)


async def outcome(api: Api, links: LinkChange, start: datetime) -> dict[ProvisioningKind, str]:
    """The error codes by kind, when a number is rented with these links and all has come to its end."""
    number = await rent_us(api.context, api.project_id, links)
    await do_due(simulated_work(api.context), start)
    return await error_codes(api, number)


async def error_codes(api: Api, number: E164) -> dict[ProvisioningKind, str]:
    pending = (await read(api.context, api.project_id, number)).pending
    assert all(job.status is ProvisioningStatus.FAILED for job in pending.values())
    return {kind: ",".join(job.error_codes) for kind, job in pending.items()}


async def linked_to(api: Api, campaign_id: str) -> int:
    async with api.context.database.connection() as connection:
        count: int = await connection.fetchval("select count(*) from number where campaign_id = $1", campaign_id)
        return count


async def test_any_id_is_taken_by_default(api: Api, start: datetime) -> None:
    links = LinkChange("any-plan", "any-campaign", VoiceTarget(VoiceType.EST, "any-trunk"))

    assert await outcome(api, links, start) == {}


@pytest.mark.parametrize(
    ("links", "kind", "code"),
    [
        (sms("other"), ProvisioningKind.SMS_PLATFORM, "SMS_PROVISIONING_FAILED"),
        (sms("plan", "other"), ProvisioningKind.CAMPAIGN, "CAMPAIGN_NOT_AVAILABLE"),
        (voice("other"), ProvisioningKind.VOICE_PLATFORM, "PROVISIONING_TO_VOICE_PLATFORM_FAILED"),
    ],
)
async def test_what_is_not_registered_is_refused(
    strict: Api, start: datetime, links: LinkChange, kind: ProvisioningKind, code: str
) -> None:
    assert await outcome(strict, links, start) == {kind: code}


async def test_a_refused_plan_takes_its_campaign_along(strict: Api, start: datetime) -> None:
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "campaign"))

    assert await outcome(strict, sms("other", "campaign"), start) == {
        ProvisioningKind.SMS_PLATFORM: "SMS_PROVISIONING_FAILED",
        ProvisioningKind.CAMPAIGN: "SMS_PROVISIONING_FAILED",
    }


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.SUSPENDED), "CAMPAIGN_NOT_AVAILABLE"),
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.EXPIRED), "CAMPAIGN_EXPIRED"),
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.PENDING_ACCEPTANCE), "CAMPAIGN_PENDING_ACCEPTANCE"),
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.MNO_REJECTED), "CAMPAIGN_MNO_REJECTED"),
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.MNO_SUSPENDED), "CAMPAIGN_MNO_SUSPENDED"),
        (LinkTarget(CAMPAIGN, "c", LinkTargetState.MNO_REVIEW), "CAMPAIGN_MNO_REVIEW"),
        (LinkTarget(CAMPAIGN, "c", mock=True), "MOCK_CAMPAIGN_NOT_ALLOWED"),
        (LinkTarget(CAMPAIGN, "c", number_limit=0), "EXCEEDED_10DLC_LIMIT"),
    ],
)
async def test_the_state_of_a_campaign_decides(strict: Api, start: datetime, target: LinkTarget, code: str) -> None:
    await register_target(strict.context, strict.project_id, target)

    assert await outcome(strict, sms("plan", "c"), start) == {ProvisioningKind.CAMPAIGN: code}


@pytest.mark.parametrize(
    ("kind", "links"),
    [
        (PLAN, sms("target")),
        (LinkTargetKind.VOICE_APP, voice("target")),
        (LinkTargetKind.TRUNK, LinkChange(voice=VoiceTarget(VoiceType.EST, "target"))),
        (LinkTargetKind.FAX_SERVICE, LinkChange(voice=VoiceTarget(VoiceType.FAX, "target"))),
    ],
)
async def test_other_targets_are_active_or_not(
    strict: Api, start: datetime, kind: LinkTargetKind, links: LinkChange
) -> None:
    await register_target(strict.context, strict.project_id, LinkTarget(kind, "target", LinkTargetState.SUSPENDED))
    suspended = await outcome(strict, links, start)
    await register_target(strict.context, strict.project_id, LinkTarget(kind, "target"))
    (number,) = us_numbers(1)

    await change_links(strict.context, strict.project_id, number, links)
    await do_due(simulated_work(strict.context), start)

    assert len(suspended) == 1
    assert await error_codes(strict, number) == {}


@pytest.mark.parametrize(("allowed", "codes"), [(False, {ProvisioningKind.CAMPAIGN: "TFN_NOT_ALLOWED"}), (True, {})])
async def test_toll_free_numbers_need_a_campaign_that_allows_them(
    strict: Api, start: datetime, allowed: bool, codes: dict[ProvisioningKind, str]
) -> None:
    await store(strict.context, US_TOLL_FREE)
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "c", toll_free_allowed=allowed))
    number = E164("+18003500001")
    await hold(strict.context, strict.project_id, number)

    await change_links(strict.context, strict.project_id, number, sms("plan", "c"))
    await do_due(simulated_work(strict.context), start)

    assert await error_codes(strict, number) == codes


async def test_unlinking_needs_no_target(strict: Api, start: datetime) -> None:
    number = await rent_us(strict.context, strict.project_id, sms("plan"))
    await do_due(simulated_work(strict.context), start)
    await unregister_target(strict.context, strict.project_id, PLAN, "plan")
    still_linked = await read(strict.context, strict.project_id, number)

    await change_links(strict.context, strict.project_id, number, sms(""))
    await do_due(simulated_work(strict.context), start)

    unlinked = await read(strict.context, strict.project_id, number)
    assert (still_linked.links.service_plan_id, unlinked.links.service_plan_id) == ("plan", "")
    assert unlinked.pending == {}


async def test_a_full_campaign_has_room_again_when_a_number_leaves(strict: Api, start: datetime) -> None:
    work = simulated_work(strict.context)
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "c", number_limit=1))
    first, second = us_numbers(2)
    await rent_us(strict.context, strict.project_id, sms("plan", "c"), numbers=[first])
    await do_due(work, start)
    await rent_us(strict.context, strict.project_id, sms("plan", "c"), numbers=[second])
    await do_due(work, start)
    refused = await error_codes(strict, second)

    await change_links(strict.context, strict.project_id, first, sms(campaign_id=""))
    await do_due(work, start)
    await change_links(strict.context, strict.project_id, second, sms(campaign_id="c"))
    await do_due(work, start)

    assert refused == {ProvisioningKind.CAMPAIGN: "EXCEEDED_10DLC_LIMIT"}
    assert await error_codes(strict, second) == {}


async def test_linking_again_needs_no_second_place(strict: Api, start: datetime) -> None:
    work = simulated_work(strict.context)
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "c", number_limit=1))
    number = await rent_us(strict.context, strict.project_id, sms("plan", "c"))
    await do_due(work, start)
    await change_links(strict.context, strict.project_id, number, sms(campaign_id="other"))
    await do_due(work, start)

    await change_links(strict.context, strict.project_id, number, sms(campaign_id="c"))
    await do_due(work, start)

    assert await error_codes(strict, number) == {}


@pytest.mark.parametrize("limit", [1, 7])
async def test_workers_that_race_for_the_last_places_fill_them_and_no_more(
    strict: Api, start: datetime, limit: int
) -> None:
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "c", number_limit=limit))
    numbers = us_numbers(40)
    await rent_us(strict.context, strict.project_id, sms("plan", "c"), numbers=numbers)

    await asyncio.gather(*(do_due(simulated_work(strict.context), start) for _ in range(4)))
    await do_due(simulated_work(strict.context), start)

    assert await linked_to(strict, "c") == limit
    refused = [codes for number in numbers if (codes := await error_codes(strict, number))]
    assert refused == [{ProvisioningKind.CAMPAIGN: "EXCEEDED_10DLC_LIMIT"}] * (len(numbers) - limit)


async def test_two_workers_and_one_place(strict: Api, start: datetime) -> None:
    await register_target(strict.context, strict.project_id, LinkTarget(CAMPAIGN, "c", number_limit=1))
    for round_ in range(10):
        numbers = us_numbers(2 * round_ + 2)[-2:]
        await rent_us(strict.context, strict.project_id, sms("plan", "c"), numbers=numbers)

        await asyncio.gather(*(do_due(simulated_work(strict.context), start) for _ in range(2)))
        await do_due(simulated_work(strict.context), start)

        assert await linked_to(strict, "c") == 1
        (winner,) = [number for number in numbers if not await error_codes(strict, number)]
        await change_links(strict.context, strict.project_id, winner, sms(campaign_id=""))
        await do_due(simulated_work(strict.context), start)


async def test_the_operator_registers_lists_and_removes_targets(api: Api) -> None:
    campaigns = f"/projects/{api.project_id}/campaigns"

    put = await operator(api, "PUT", f"{campaigns}/c1", {"state": "PENDING_ACCEPTANCE", "numberLimit": 49})
    changed = await operator(api, "PUT", f"{campaigns}/c1", {"tollFreeAllowed": True})
    listed = await operator(api, "GET", campaigns)
    await operator(api, "DELETE", f"{campaigns}/c1")
    gone = await call_operator(api, "DELETE", f"{campaigns}/c1")

    assert put == {
        "id": "c1",
        "state": "PENDING_ACCEPTANCE",
        "numberLimit": 49,
        "mock": False,
        "tollFreeAllowed": False,
    }
    assert listed == {"targets": [changed]}
    assert changed == {"id": "c1", "state": "ACTIVE", "numberLimit": None, "mock": False, "tollFreeAllowed": True}
    assert gone.status_code == 404


@pytest.mark.parametrize("collection", ["servicePlans", "campaigns", "voiceApps", "trunks", "faxServices"])
async def test_every_kind_has_a_registry_of_its_own(api: Api, collection: str) -> None:
    path = f"/projects/{api.project_id}/{collection}"

    await operator(api, "PUT", f"{path}/one", {})

    assert [target["id"] for target in (await operator(api, "GET", path))["targets"]] == ["one"]
    others = {"servicePlans", "campaigns", "voiceApps", "trunks", "faxServices"} - {collection}
    for other in others:
        assert (await operator(api, "GET", f"/projects/{api.project_id}/{other}"))["targets"] == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("servicePlans/p", {"state": "EXPIRED"}, 400),
        ("trunks/t", {"numberLimit": 5}, 400),
        ("campaigns/c", {"state": "GONE"}, 400),
        ("campaigns/c", {"numberLimit": -1}, 400),
        ("campaigns/c", {"numberLimit": 10**12}, 400),
        (f"campaigns/{'c' * 256}", {}, 400),
    ],
)
async def test_targets_that_mean_nothing_are_refused(api: Api, path: str, body: dict[str, object], status: int) -> None:
    answer = await call_operator(api, "PUT", f"/projects/{api.project_id}/{path}", body)

    assert answer.status_code == status


async def test_only_projects_that_exist_have_a_registry(api: Api) -> None:
    answer = await call_operator(api, "PUT", "/projects/nobody/campaigns/c", {})

    assert answer.status_code == 404


async def test_the_operator_makes_a_project_strict(api: Api, start: datetime) -> None:
    await operator(api, "PATCH", f"/projects/{api.project_id}", {"strictLinks": True})

    assert await outcome(api, sms("plan"), start) == {ProvisioningKind.SMS_PLATFORM: "SMS_PROVISIONING_FAILED"}
