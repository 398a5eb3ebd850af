"""Which jobs lead from the links a number has to those that are wished for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from numberbank.domain.errors import InvalidRequest
from numberbank.domain.provisioning import (
    JobPlan,
    LinkChange,
    Links,
    NewJob,
    PendingJob,
    ProvisioningAction,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceTarget,
    VoiceType,
    plan_jobs,
)

SMS, CAMPAIGN, VOICE = ProvisioningKind
LINK, UNLINK = ProvisioningAction
WAITING, IN_PROGRESS, FAILED = ProvisioningStatus
MOMENT = datetime(2026, 5, 4, tzinfo=UTC)
PLAN_A = Links("A")
PLAN_A_CAMPAIGN_C = Links("A", "C")
APP = VoiceTarget(VoiceType.RTC, "app")
FAX = VoiceTarget(VoiceType.FAX, "fax")


def job(
    kind: ProvisioningKind,
    target: str,
    status: ProvisioningStatus = WAITING,
    *,
    voice_type: VoiceType = VoiceType.RTC,
    held: bool = False,
) -> PendingJob:
    return PendingJob(
        job_id="id",
        kind=kind,
        action=LINK if target else UNLINK,
        target=target,
        voice_type=voice_type,
        status=status,
        error_codes=(),
        updated_at=MOMENT,
        held=held,
    )


def pending(*jobs: PendingJob) -> dict[ProvisioningKind, PendingJob]:
    return {each.kind: each for each in jobs}


# A number without jobs


@pytest.mark.parametrize(
    ("links", "change", "jobs"),
    [
        (Links(), LinkChange(), ()),
        (Links(), LinkChange(service_plan_id=""), ()),
        (Links(), LinkChange(service_plan_id="A"), (NewJob(SMS, LINK, "A"),)),
        (
            Links(),
            LinkChange(service_plan_id="A", campaign_id="C"),
            (NewJob(SMS, LINK, "A"), NewJob(CAMPAIGN, LINK, "C", held=True)),
        ),
        (PLAN_A, LinkChange(service_plan_id="A"), ()),
        (PLAN_A, LinkChange(service_plan_id="B"), (NewJob(SMS, LINK, "B"),)),
        (PLAN_A, LinkChange(service_plan_id=""), (NewJob(SMS, UNLINK, ""),)),
        (PLAN_A, LinkChange(campaign_id="C"), (NewJob(CAMPAIGN, LINK, "C"),)),
        (PLAN_A, LinkChange(service_plan_id="A", campaign_id="C"), (NewJob(CAMPAIGN, LINK, "C"),)),
        (PLAN_A_CAMPAIGN_C, LinkChange(campaign_id=""), (NewJob(CAMPAIGN, UNLINK, ""),)),
        (PLAN_A_CAMPAIGN_C, LinkChange(campaign_id="D"), (NewJob(CAMPAIGN, LINK, "D"),)),
        (PLAN_A_CAMPAIGN_C, LinkChange(service_plan_id="B"), (NewJob(SMS, LINK, "B"),)),
        (
            PLAN_A_CAMPAIGN_C,
            LinkChange(service_plan_id=""),
            (NewJob(SMS, UNLINK, "", held=True), NewJob(CAMPAIGN, UNLINK, "")),
        ),
        (
            PLAN_A_CAMPAIGN_C,
            LinkChange(service_plan_id="B", campaign_id=""),
            (NewJob(SMS, LINK, "B"), NewJob(CAMPAIGN, UNLINK, "")),
        ),
        (Links(), LinkChange(voice=VoiceTarget()), ()),
        (Links(), LinkChange(voice=VoiceTarget(VoiceType.FAX, "")), ()),
        (Links(), LinkChange(voice=FAX), (NewJob(VOICE, LINK, "fax", VoiceType.FAX),)),
        (Links(voice=APP), LinkChange(voice=APP), ()),
        (Links(voice=APP), LinkChange(voice=FAX), (NewJob(VOICE, LINK, "fax", VoiceType.FAX),)),
        (
            Links(voice=APP),
            LinkChange(voice=VoiceTarget(VoiceType.EST, "app")),
            (NewJob(VOICE, LINK, "app", VoiceType.EST),),
        ),
        (Links(voice=FAX), LinkChange(voice=VoiceTarget(VoiceType.FAX, "")), (NewJob(VOICE, UNLINK, ""),)),
        (Links(voice=FAX), LinkChange(voice=VoiceTarget(VoiceType.RTC, "")), (NewJob(VOICE, UNLINK, ""),)),
    ],
)
def test_jobs_of_a_number_that_had_none(links: Links, change: LinkChange, jobs: tuple[NewJob, ...]) -> None:
    assert plan_jobs(links, {}, change) == JobPlan(put=jobs)


@pytest.mark.parametrize(
    ("links", "change"),
    [
        (Links(), LinkChange(campaign_id="C")),
        (Links(), LinkChange(service_plan_id="", campaign_id="C")),
        (PLAN_A, LinkChange(service_plan_id="", campaign_id="C")),
        (PLAN_A_CAMPAIGN_C, LinkChange(service_plan_id="", campaign_id="C")),
    ],
)
def test_a_campaign_needs_a_plan(links: Links, change: LinkChange) -> None:
    with pytest.raises(InvalidRequest) as caught:
        plan_jobs(links, {}, change)

    assert [violation.field for violation in caught.value.violations] == ["smsConfiguration.campaignId"]


# Jobs under way


def test_a_new_wish_replaces_the_one_before() -> None:
    plan = plan_jobs(Links(), pending(job(SMS, "A")), LinkChange(service_plan_id="B"))

    assert plan == JobPlan(put=(NewJob(SMS, LINK, "B"),))


def test_going_back_to_what_is_linked_drops_a_job_that_has_not_begun() -> None:
    plan = plan_jobs(PLAN_A, pending(job(SMS, "B")), LinkChange(service_plan_id="A"))

    assert plan == JobPlan(drop=frozenset({SMS}))


def test_going_back_while_the_job_runs_needs_a_job_too() -> None:
    plan = plan_jobs(PLAN_A, pending(job(SMS, "B", IN_PROGRESS)), LinkChange(service_plan_id="A"))

    assert plan == JobPlan(put=(NewJob(SMS, LINK, "A"),))


def test_a_failed_job_goes_when_its_wish_is_taken_back() -> None:
    plan = plan_jobs(Links(), pending(job(SMS, "B", FAILED)), LinkChange(service_plan_id=""))

    assert plan == JobPlan(drop=frozenset({SMS}))


def test_a_campaign_may_follow_a_plan_that_is_on_its_way() -> None:
    plan = plan_jobs(Links(), pending(job(SMS, "A", IN_PROGRESS)), LinkChange(campaign_id="C"))

    assert plan == JobPlan(put=(NewJob(CAMPAIGN, LINK, "C", held=True),))


@pytest.mark.parametrize(
    ("links", "under_way"),
    [(Links(), job(SMS, "A", FAILED)), (PLAN_A, job(SMS, "")), (PLAN_A, job(SMS, "", IN_PROGRESS))],
    ids=["the plan's link has failed", "the plan is to go", "the plan is going"],
)
def test_a_campaign_cannot_follow_a_plan_that_will_not_be(links: Links, under_way: PendingJob) -> None:
    with pytest.raises(InvalidRequest):
        plan_jobs(links, pending(under_way), LinkChange(campaign_id="C"))


def test_what_was_held_goes_on_when_its_partner_is_dropped() -> None:
    under_way = pending(job(SMS, "", held=True), job(CAMPAIGN, ""))

    plan = plan_jobs(PLAN_A_CAMPAIGN_C, under_way, LinkChange(campaign_id="D", service_plan_id="A"))

    assert plan == JobPlan(put=(NewJob(CAMPAIGN, LINK, "D"),), drop=frozenset({SMS}))


def test_a_held_campaign_goes_on_when_the_plan_stays_as_it_is() -> None:
    under_way = pending(job(SMS, "B"), job(CAMPAIGN, "C", held=True))

    plan = plan_jobs(PLAN_A, under_way, LinkChange(service_plan_id="A"))

    assert plan == JobPlan(drop=frozenset({SMS}), resume=frozenset({CAMPAIGN}))


# Unlink first


@pytest.mark.parametrize(
    ("change", "field_"),
    [
        (LinkChange(service_plan_id="B"), "smsConfiguration.servicePlanId"),
        (LinkChange(campaign_id="D"), "smsConfiguration.campaignId"),
        (LinkChange(voice=FAX), "voiceConfiguration"),
    ],
)
def test_a_policy_refuses_a_direct_move(change: LinkChange, field_: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        plan_jobs(Links("A", "C", APP), {}, change, unlink_first=True)

    (violation,) = caught.value.violations
    assert violation.field == field_
    assert "unlink it first" in violation.description


@pytest.mark.parametrize(
    "change",
    [
        LinkChange(service_plan_id="A", campaign_id="C", voice=APP),
        LinkChange(service_plan_id="", voice=VoiceTarget()),
        LinkChange(campaign_id=""),
    ],
    ids=["what is linked already", "unlinking all", "unlinking the campaign"],
)
def test_that_policy_lets_everything_else_pass(change: LinkChange) -> None:
    links = Links("A", "C", APP)

    assert plan_jobs(links, {}, change, unlink_first=True) == plan_jobs(links, {}, change)


# Any number of changes and ends, in any order

CHANGES = st.builds(
    LinkChange,
    st.sampled_from([None, None, "", "A", "B"]),
    st.sampled_from([None, None, "", "C", "D"]),
    st.sampled_from([None, None, VoiceTarget(), VoiceTarget(VoiceType.FAX, ""), APP, FAX]),
)


@dataclass
class Number:
    """A number as storage keeps it: it settles jobs as `storage/provisioning_jobs.py` does."""

    links: Links = Links()
    jobs: dict[ProvisioningKind, PendingJob] = field(default_factory=dict)

    def change(self, change: LinkChange) -> None:
        plan = plan_jobs(self.links, self.jobs, change)
        assert not plan.drop & {new.kind for new in plan.put}
        assert plan.drop | plan.resume <= self.jobs.keys()
        for kind in plan.drop:
            del self.jobs[kind]
        for kind in plan.resume:
            self.set(kind, held=False)
        for new in plan.put:
            self.jobs[new.kind] = job(new.kind, new.target, voice_type=new.voice_type, held=new.held)

    def runnable(self) -> list[ProvisioningKind]:
        return [kind for kind, each in self.jobs.items() if not each.held and each.status is not FAILED]

    def finish(self, kind: ProvisioningKind) -> None:
        ended = self.jobs.pop(kind)
        plan, campaign, voice = self.links.service_plan_id, self.links.campaign_id, self.links.voice
        match kind:
            case ProvisioningKind.SMS_PLATFORM:
                plan = ended.target
            case ProvisioningKind.CAMPAIGN:
                campaign = ended.target
            case ProvisioningKind.VOICE_PLATFORM:
                voice = VoiceTarget(ended.voice_type, ended.target)
        self.links = Links(plan, campaign, voice)
        for partner in self.held_behind(kind):
            self.set(partner, held=False)

    def fail(self, kind: ProvisioningKind) -> None:
        for partner in self.held_behind(kind):
            self.set(partner, held=False, status=FAILED)
        self.set(kind, status=FAILED)

    def start(self, kind: ProvisioningKind) -> None:
        self.set(kind, status=IN_PROGRESS)

    def held_behind(self, kind: ProvisioningKind) -> list[ProvisioningKind]:
        return [] if kind is VOICE else [each.kind for each in self.jobs.values() if each.held and each.kind != kind]

    def set(
        self, kind: ProvisioningKind, *, held: bool | None = None, status: ProvisioningStatus | None = None
    ) -> None:
        old = self.jobs[kind]
        self.jobs[kind] = job(
            kind,
            old.target,
            status or old.status,
            voice_type=old.voice_type,
            held=old.held if held is None else held,
        )

    def run_out(self) -> None:
        """All jobs end well."""
        while ready := self.runnable():
            self.finish(ready[0])


class NumberMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.number = Number()

    @rule(change=CHANGES)
    def ask(self, change: LinkChange) -> None:
        before = Number(self.number.links, dict(self.number.jobs))
        try:
            self.number.change(change)
        except InvalidRequest:
            assert change.campaign_id
            return
        self._leads_to(change, before)

    def _leads_to(self, change: LinkChange, before: Number) -> None:
        """If all goes well from here, the number has what was asked for, and otherwise what it would have had."""
        after = Number(self.number.links, dict(self.number.jobs))
        after.run_out()
        before.run_out()
        plan = before.links.service_plan_id if change.service_plan_id is None else change.service_plan_id
        campaign = before.links.campaign_id if change.campaign_id is None else change.campaign_id
        voice = before.links.voice if change.voice is None else change.voice
        assert after.links.service_plan_id == plan
        assert after.links.campaign_id == (campaign if plan else "")
        assert after.links.voice == (voice if voice.id else VoiceTarget())

    @precondition(lambda self: self.number.runnable())
    @rule(data=st.data(), end=st.sampled_from([Number.start, Number.finish, Number.fail]))
    def work(self, data: st.DataObject, end) -> None:
        end(self.number, data.draw(st.sampled_from(self.number.runnable())))

    @invariant()
    def no_campaign_without_a_plan(self) -> None:
        assert self.number.links.service_plan_id or not self.number.links.campaign_id

    @invariant()
    def no_campaign_is_linked_before_its_plan(self) -> None:
        campaign = self.number.jobs.get(CAMPAIGN)
        if CAMPAIGN in self.number.runnable() and campaign is not None and campaign.action is LINK:
            assert self.number.links.service_plan_id

    @invariant()
    def whatever_is_held_will_be_let_go(self) -> None:
        held = [each for each in self.number.jobs.values() if each.held]
        assert len(held) <= 1
        for each in held:
            partner = self.number.jobs[CAMPAIGN if each.kind is SMS else SMS]
            assert partner.kind in self.number.runnable()
            assert partner.action is each.action

    @invariant()
    def an_unlinked_voice_has_no_type_of_its_own(self) -> None:
        assert self.number.links.voice.id or self.number.links.voice == VoiceTarget()


TestAnyOrder = NumberMachine.TestCase
TestAnyOrder.settings = settings(max_examples=300, stateful_step_count=12, deadline=None)


@given(CHANGES)
def test_the_policy_only_ever_refuses(change: LinkChange) -> None:
    links = Links("A", "C", APP)
    try:
        plan = plan_jobs(links, {}, change, unlink_first=True)
    except InvalidRequest:
        return
    assert plan == plan_jobs(links, {}, change)
