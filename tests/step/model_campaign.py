"""A campaign in a model tenant: what is declared, what the stack remembers, and the step between them."""

from collections import Counter
from dataclasses import replace
from datetime import date

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.compliance_policy import refuses_unprotected
from intune_waves.campaign.compliance_rules import ComplianceRules
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.naming import policy_name
from intune_waves.campaign.people import EverybodyElse, ListedPeople
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.campaign.wave import After, AtPeriod, Thresholds, Wave
from intune_waves.gates.gate import Verdict, judge_gate
from intune_waves.guards.step_judgement import judge_advance, judge_going_back
from intune_waves.step.period_step import InForce, PeriodStep, StepRules, judge_step, names_step
from tests.step.model_tenant import GLASS, ModelTenant, Person, reading
from tests.step.step_invariants import assert_nothing_was_broken

WINDOWS, IOS, MAC = Platform.WINDOWS, Platform.IOS, Platform.MAC
LISTED = {"one": range(3), "two": range(3, 10)}
GATE = {Stage.ENFORCE: Thresholds(coverage=50)}
WAVES = (
    Wave("one", "One", ListedPeople(3), AtPeriod(1), (WINDOWS, IOS), thresholds=GATE),
    Wave("two", "Two", ListedPeople(7), After("one"), (WINDOWS,), thresholds=GATE),
    Wave("rest", "Rest", EverybodyElse(), After("two", 2), (WINDOWS, IOS, MAC), thresholds=GATE),
)
CALENDAR = Calendar(date(2027, 1, 11), 14, freezes=(Freeze(date(2027, 4, 5), date(2027, 4, 18), "Audit"),))
BRAKE = Brake(percent=70, floor=4)
seen: Counter[str] = Counter()
"""How often each thing happened, so that it can be seen what a run has tried."""


class ModelCampaign:
    """The campaign's files, the state in force, and the tenant."""

    def __init__(self) -> None:
        super().__init__()
        self.tenant = ModelTenant({n: Person(frozenset({WINDOWS})) for n in range(30)})
        self.holds: dict[str, tuple[Hold, ...]] = {}
        self.overrides: dict[str, tuple[Override, ...]] = {}
        self.stop: str | None = None
        self.compliance = ComplianceRules(devices_without_policy="noncompliant")
        self.period: int | None = None
        self.in_force: dict[str, Stage] = {}
        self.former: tuple[Wave, ...] = ()

    def tidy(self) -> None:
        """Refresh and up in the period in force, and everybody does what is asked of them."""
        tenant = self.tenant
        self.compliance = replace(self.compliance, devices_without_policy="noncompliant")
        tenant.break_glass = dict.fromkeys(GLASS, True)
        tenant.blocked_by_default.clear()
        tenant.policies = [each for each in tenant.policies if each.name != "Theirs"]
        tenant.restrictions = [each for each in tenant.restrictions if not each.name.startswith("Theirs")]
        self.overrides.clear()
        if self.period is not None:
            waves = self.waves()
            tenant.groups.clear()
            for wave in waves:
                self.put(wave, self.in_force.get(wave.id, Stage.PLANNED))
                tenant.assign(wave, self.in_force.get(wave.id, Stage.PLANNED))
        for person in tenant.people.values():
            person.in_old_service, person.enrolled = False, person.owned

    def waves(self) -> tuple[Wave, ...]:
        return tuple(
            replace(wave, holds=self.holds.get(wave.id, ()), overrides=self.overrides.get(wave.id, ()))
            for wave in WAVES
        )

    def proposed(self, period: int, confirmed: str | None = None) -> PeriodStep:
        schedule = schedule_of(self.waves())
        after = stages_in_force(schedule, period, stopped=self.stop is not None)
        return PeriodStep(
            before=InForce(self.period or 0, self.former, dict(self.in_force)),
            after=InForce(period, self.waves(), after, stopped=self.stop is not None),
            rules=StepRules(
                calendar=CALENDAR,
                brake=BRAKE,
                break_glass=GLASS,
                refuses_unprotected=refuses_unprotected(self.compliance, after.values()),
            ),
            following=stages_in_force(schedule, period + 1, stopped=self.stop is not None),
            confirmed=names_step(self.period or 0, period, confirmed=confirmed),
        )

    def propose(self, period: int, *, doubtful: bool = False, confirmed: str | None = None) -> bool:
        """Preview and, where nothing refuses it, up. Whether the step was taken."""
        if judge_step(self.period, period, confirmed=confirmed):
            seen["period refused"] += 1
            return False
        step = self.proposed(period, confirmed)
        if step.moving:
            facts = self.tenant.facts(("partial",) if doubtful else ())
            judged = judge_advance(step, facts) if step.advances else judge_going_back(step)
            handed_over = any("[people-handed-over]" in each for each in judged.refused)
            assert step.advances or handed_over or not judged.refused, "going back is always possible"
            for sentence in judged.refused:
                seen[sentence.rpartition("[")[2].rstrip("]")] += 1
            if judged.refused:
                return False
            assert not (doubtful and step.advances), "what was read in part never passes"
            if not all(self.gate_opens(step, wave) for wave in step.moving):
                seen["gate refused"] += 1
                return False
        self.apply(step)
        return True

    def gate_opens(self, step: PeriodStep, wave: Wave) -> bool:
        before, after = step.stages(wave.id)
        if after is not Stage.ENFORCE or before is Stage.ENFORCE:
            return True
        counted = reading(self.tenant, self.tenant.groups.get(wave.id, ()), wave.platforms)
        judged = judge_gate(
            after, GATE[after], evidence=counted, period=step.period, overrides=wave.overrides
        )
        return judged.verdict is Verdict.PASSED

    def put(self, wave: Wave, stage: Stage) -> None:
        fill = LISTED.get(wave.id) or self.tenant.people.keys() - set().union(*self.groups_before(wave.id))
        self.tenant.put(wave, stage, self.tenant.people.keys() & set(fill))

    def groups_before(self, wave: str) -> list[set[int]]:
        earlier = WAVES[: [each.id for each in WAVES].index(wave)]
        return [self.tenant.groups.get(each.id, set()) for each in earlier]

    def apply(self, step: PeriodStep) -> None:
        tenant = self.tenant
        # A policy that somebody enabled by hand before its wave is enforced blocks people, but not by us.
        enforced = [wave for wave in step.waves if step.stages(wave.id)[1] is Stage.ENFORCE]
        blocked, groups = tenant.blocked_people(enforced), {k: set(v) for k, v in tenant.groups.items()}
        # Without its group, which somebody deleted, a wave cannot be written; going back leaves it then.
        written = [
            wave for wave in step.moving if step.stages(wave.id)[0] is Stage.PLANNED or wave.id in groups
        ]
        tenant.unprotected_refused |= step.rules.refuses_unprotected
        for wave in written:
            before, now = step.stages(wave.id)
            self.put(wave, now)
            # What was assigned before is only changed: where somebody has deleted it nothing is made.
            if not min(before, now, key=lambda stage: stage.position) > Stage.ANNOUNCE:
                tenant.assign(wave, now)
        if groups.keys() != tenant.groups.keys() and "rest" in tenant.groups:
            # Everybody else leaves out the groups of all other waves, so a new one of them draws it anew.
            tenant.groups["rest"] = tenant.people.keys() - set().union(*self.groups_before("rest"))
        newly = tenant.blocked_people(enforced) - blocked
        assert_nothing_was_broken(tenant, step, {policy_name(wave) for wave in written}, newly, groups)
        self.period, self.former = step.period, step.waves
        self.in_force = {wave.id: step.stages(wave.id)[1] for wave in step.waves}
        seen["advanced" if step.advances else "went back" if step.moving else "stayed"] += 1
        seen["enforced"] += step.enforces
