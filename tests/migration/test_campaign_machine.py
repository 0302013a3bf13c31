"""A campaign in an untidy tenant: random steps, and no guard is ever broken there by a step of ours.

People enroll and leave, somebody changes policies, restrictions and memberships by hand, disables a
break-glass account, holds a wave, passes a gate, stops everything. What the tenant holds by hand may be
wrong; what an accepted step does to it may not. `--hypothesis-profile=thorough` runs 1,000 campaigns of 50
steps.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from migration.campaign import Brake, Freeze
from migration.gate import Verdict, judge_gate
from migration.hold import Hold
from migration.naming import policy_name
from migration.override import Override
from migration.people import EverybodyElse, ListedPeople
from migration.period import Calendar
from migration.plan import PlannedPolicy, PlannedRestriction
from migration.platform import Platform
from migration.proposed_step import ProposedStep
from migration.schedule import schedule_of
from migration.stage import Stage
from migration.step import judge_step, names_step
from migration.step_judgement import judge_advance, judge_going_back
from migration.stop import stages_in_force
from migration.thresholds import Thresholds
from migration.wave import After, AtPeriod, Wave
from tests.migration.model_tenant import GLASS, ModelTenant, Person, group_id, reading

WINDOWS, IOS, MAC = Platform.WINDOWS, Platform.IOS, Platform.MAC
LISTED = {"one": range(3), "two": range(3, 10)}
GATE = {Stage.ENFORCE: Thresholds(coverage=50)}
WAVES = (
    Wave("one", "One", ListedPeople(3), AtPeriod(1), (WINDOWS, IOS), thresholds=GATE),
    Wave("two", "Two", ListedPeople(7), After("one"), (WINDOWS,), thresholds=GATE),
    Wave("rest", "Rest", EverybodyElse(), After("two", 2), (WINDOWS, IOS, MAC), thresholds=GATE),
)
CALENDAR = Calendar(date(2027, 1, 11), 14)
FREEZE = Freeze(CALENDAR.start_of(7), CALENDAR.end_of(7), "Audit")
BRAKE = Brake(percent=70, floor=4)
IDS = st.sampled_from([wave.id for wave in WAVES])
NUMBERS = st.integers(0, 29)
PLATFORMS = st.sampled_from([WINDOWS, IOS, MAC])
SOME_PLATFORMS = st.frozensets(PLATFORMS, min_size=1)
THOROUGH = settings.get_current_profile_name() == "thorough"
seen: Counter[str] = Counter()


class Campaign(RuleBasedStateMachine):
    """The state is what is declared, what Pulumi's state remembers, and the tenant."""

    def __init__(self) -> None:
        super().__init__()
        self.tenant = ModelTenant({n: Person(frozenset({WINDOWS})) for n in range(30)})
        self.holds: dict[str, tuple[Hold, ...]] = {}
        self.overrides: dict[str, tuple[Override, ...]] = {}
        self.stop: str | None = None
        self.period: int | None = None
        self.in_force: dict[str, Stage] = {}
        self.former: tuple[Wave, ...] = ()

    @initialize(owned=st.lists(SOME_PLATFORMS, min_size=30, max_size=30), late=st.booleans())
    def begin(self, owned: list[frozenset[Platform]], late: bool) -> None:
        for number, platforms in enumerate(owned):
            self.tenant.people[number].owned = platforms
        if late:
            for _ in range(4):
                self.tidy()
                self.take(1)

    # What a pull request changes, and the step that it asks for.

    @rule(by=st.sampled_from([1, 1, 1, 1, 0, -1, 2]), doubtful=st.sampled_from([False] * 9 + [True]))
    def take(self, by: int, doubtful: bool = False) -> None:
        self.propose(max(0, (self.period or 0) + by), doubtful=doubtful)

    @rule()
    def leap_by_agreement(self) -> None:
        before = self.period or 0
        self.propose(before + 2, confirmed=f"{before}->{before + 2}")

    @rule(wave=IDS, since=st.integers(-2, 2), length=st.sampled_from([None, 1, 2]))
    def hold(self, wave: str, since: int, length: int | None) -> None:
        begin = max(1, (self.period or 0) + since)
        until = None if length is None else begin + length - 1
        self.holds[wave] = (*self.holds.get(wave, ()), Hold("Wait", "Megan", begin, until))

    @rule(wave=IDS)
    def end_holds(self, wave: str) -> None:
        now = self.period or 0
        ended = (replace(each, until=max(each.since, now)) for each in self.holds.get(wave, ()))
        self.holds[wave] = tuple(ended)

    @rule(wave=IDS, length=st.integers(-1, 3))
    def override(self, wave: str, length: int) -> None:
        until = max(1, (self.period or 0) + length)
        self.overrides[wave] = (Override(Stage.ENFORCE, "coverage", "Late", "Megan", until),)

    @rule(wave=IDS)
    def take_override_out(self, wave: str) -> None:
        self.overrides.pop(wave, None)

    @rule(now=st.booleans())
    def stop_everything(self, now: bool) -> None:
        self.stop = "Certificates are broken"
        if now:
            enforced = [each for each, stage in self.in_force.items() if stage is Stage.ENFORCE]
            accepted = self.propose(self.period or 0)
            assert accepted or self.proposed(self.period or 0).advances, "a stop alone is never refused"
            if accepted:
                assert not any(self.in_force[each] is Stage.ENFORCE for each in enforced)

    @rule()
    def go_on_after_a_stop(self) -> None:
        self.stop = None

    # What people do.

    @rule(numbers=st.sets(NUMBERS, max_size=15), platforms=SOME_PLATFORMS)
    def enroll(self, numbers: set[int], platforms: frozenset[Platform]) -> None:
        for number in numbers & self.tenant.people.keys():
            person = self.tenant.people[number]
            able = {each for each in person.owned & platforms if self.tenant.may_enroll(number, each)}
            person.enrolled |= able
            person.in_old_service = person.in_old_service and not able

    @rule(number=NUMBERS)
    def lose_the_device(self, number: int) -> None:
        if number in self.tenant.people:
            self.tenant.people[number].enrolled = frozenset()

    @rule(number=NUMBERS)
    def return_to_the_old_service(self, number: int) -> None:
        if number in self.tenant.people:
            self.tenant.people[number].in_old_service = True

    @rule(number=NUMBERS)
    def leave_the_organisation(self, number: int) -> None:
        self.tenant.people.pop(number, None)
        for members in self.tenant.groups.values():
            members.discard(number)

    @rule(number=st.integers(30, 35), owned=SOME_PLATFORMS)
    def join_the_organisation(self, number: int, owned: frozenset[Platform]) -> None:
        self.tenant.people.setdefault(number, Person(owned))

    # What somebody does in the portal.

    @rule(
        at=st.integers(0, 5),
        state=st.sampled_from(["enabled", "disabled", "enabledForReportingButNotEnforced"]),
        keep=st.booleans(),
    )
    def change_a_policy(self, at: int, state: Any, keep: bool) -> None:
        if at < len(self.tenant.policies):
            found = self.tenant.policies[at]
            excluded = found.excluded_users if keep else frozenset({GLASS[0]})
            self.tenant.policies[at] = replace(found, state=state, excluded_users=excluded)

    @rule(everybody=st.booleans(), excluded=st.sampled_from([GLASS, ()]))
    def make_a_policy(self, everybody: bool, excluded: tuple[str, ...]) -> None:
        users = frozenset({"All" if everybody else "somebody"})
        self.tenant.policies.append(
            PlannedPolicy("Theirs", "enabled", included_users=users, excluded_users=frozenset(excluded))
        )

    @rule()
    def remove_their_policies(self) -> None:
        self.tenant.policies = [each for each in self.tenant.policies if each.name != "Theirs"]

    @rule(at=st.integers(0, 9), blocked=st.booleans(), unassigned=st.booleans(), to=st.integers(1, 4))
    def change_a_restriction(self, at: int, blocked: bool, unassigned: bool, to: int) -> None:
        if at < len(self.tenant.restrictions):
            found = self.tenant.restrictions[at]
            ranked = self.tenant.ranked(found.platform)
            ranked.remove(found)
            groups = frozenset[str]() if unassigned else found.groups
            ranked.insert(to - 1, replace(found, platform_blocked=blocked, groups=groups))
            rest = [each for each in self.tenant.restrictions if each.platform is not found.platform]
            self.tenant.restrictions = rest + [replace(each, priority=n) for n, each in enumerate(ranked, 1)]

    @rule(platform=PLATFORMS, group=IDS, blocked=st.booleans())
    def make_a_restriction(self, platform: Platform, group: str, blocked: bool) -> None:
        name, groups = f"Theirs {len(self.tenant.restrictions)}", frozenset({group_id(group)})
        last = len(self.tenant.ranked(platform)) + 1
        self.tenant.restrictions.append(PlannedRestriction(name, platform, blocked, last, groups))

    @rule(at=st.integers(0, 9))
    def delete_a_restriction(self, at: int) -> None:
        del self.tenant.restrictions[at : at + 1]

    @rule(number=NUMBERS, wave=IDS, add=st.booleans())
    def change_a_membership(self, number: int, wave: str, add: bool) -> None:
        if wave in self.tenant.groups and number in self.tenant.people:
            (self.tenant.groups[wave].add if add else self.tenant.groups[wave].discard)(number)

    @rule(wave=IDS)
    def delete_a_group(self, wave: str) -> None:
        self.tenant.groups.pop(wave, None)

    @rule(account=st.sampled_from(GLASS), enabled=st.booleans())
    def change_a_break_glass_account(self, account: str, enabled: bool) -> None:
        self.tenant.break_glass[account] = enabled

    @rule(platform=PLATFORMS, blocked=st.booleans())
    def change_the_default(self, platform: Platform, blocked: bool) -> None:
        (self.tenant.blocked_by_default.add if blocked else self.tenant.blocked_by_default.discard)(platform)

    @rule()
    def tidy(self) -> None:
        """Refresh and up in the period in force, and everybody does what is asked of them."""
        tenant = self.tenant
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
        for person in tenant.people.values():
            person.in_old_service, person.enrolled = False, person.owned

    @rule(times=st.integers(1, 4))
    def tidy_and_go_on(self, times: int) -> None:
        for _ in range(times):
            self.tidy()
            self.take(1)

    # The step.

    def waves(self) -> tuple[Wave, ...]:
        return tuple(
            replace(wave, holds=self.holds.get(wave.id, ()), overrides=self.overrides.get(wave.id, ()))
            for wave in WAVES
        )

    def proposed(self, period: int, confirmed: str | None = None) -> ProposedStep:
        schedule = schedule_of(self.waves())
        return ProposedStep(
            period=period,
            calendar=CALENDAR,
            waves=self.waves(),
            before=dict(self.in_force),
            after=stages_in_force(schedule, period, self.stop),
            former=self.former,
            following=stages_in_force(schedule, period + 1, self.stop),
            break_glass=GLASS,
            freezes=(FREEZE,),
            brake=BRAKE,
            confirmed=names_step(self.period or 0, period, confirmed),
        )

    def propose(self, period: int, *, doubtful: bool = False, confirmed: str | None = None) -> bool:
        """Preview and, where nothing refuses it, up. Whether the step was taken."""
        if judge_step(self.period, period, confirmed):
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

    def gate_opens(self, step: ProposedStep, wave: Wave) -> bool:
        before, after = step.stages(wave.id)
        if after is not Stage.ENFORCE or before is Stage.ENFORCE:
            return True
        counted = reading(self.tenant, self.tenant.groups.get(wave.id, ()), wave.platforms)
        judged = judge_gate(after, GATE[after], counted, period=step.period, overrides=wave.overrides)
        return judged.verdict is Verdict.PASSED

    def put(self, wave: Wave, stage: Stage) -> None:
        fill = LISTED.get(wave.id) or self.tenant.people.keys() - set().union(*self.groups_before(wave.id))
        self.tenant.put(wave, stage, self.waves(), self.tenant.people.keys() & set(fill))

    def groups_before(self, wave: str) -> list[set[int]]:
        earlier = WAVES[: [each.id for each in WAVES].index(wave)]
        return [self.tenant.groups.get(each.id, set()) for each in earlier]

    def apply(self, step: ProposedStep) -> None:
        tenant = self.tenant
        # A policy that somebody enabled by hand before its wave is enforced blocks people, but not by us.
        enforced = [wave for wave in step.waves if step.stages(wave.id)[1] is Stage.ENFORCE]
        blocked, groups = tenant.blocked_people(enforced), {k: set(v) for k, v in tenant.groups.items()}
        # Without its group, which somebody deleted, a wave cannot be written; going back leaves it then.
        written = [
            wave for wave in step.moving if step.stages(wave.id)[0] is Stage.PLANNED or wave.id in groups
        ]
        for wave in written:
            self.put(wave, step.stages(wave.id)[1])
        if groups.keys() != tenant.groups.keys() and "rest" in tenant.groups:
            # Everybody else leaves out the groups of all other waves, so a new one of them draws it anew.
            tenant.groups["rest"] = tenant.people.keys() - set().union(*self.groups_before("rest"))
        newly = tenant.blocked_people(enforced) - blocked
        self.assert_nothing_was_broken(step, {policy_name(wave) for wave in written}, newly, groups)
        self.period, self.former = step.period, step.waves
        self.in_force = {wave.id: step.stages(wave.id)[1] for wave in step.waves}
        seen["advanced" if step.advances else "went back" if step.moving else "stayed"] += 1
        seen["enforced"] += step.enforces

    def assert_nothing_was_broken(
        self,
        step: ProposedStep,
        written: set[str],
        newly_blocked: frozenset[int],
        groups: dict[str, set[int]],
    ) -> None:
        tenant = self.tenant
        for policy in tenant.policies:
            if policy.name in written:
                assert policy.excluded_users >= set(GLASS), "a policy of ours excludes every account"
                assert not (self.stop and policy.state == "enabled"), "a stop leaves nothing enforced"
        if not step.advances:
            assert not newly_blocked, "going back blocks nobody"
            return
        assert sum(tenant.break_glass.values()) >= 2
        assert not FREEZE.covers(CALENDAR.start_of(step.period))
        assert len(tenant.restrictions) <= 25
        assert len(newly_blocked) <= max(int(len(tenant.people) * 0.7), BRAKE.floor)
        for wave in step.moving:
            before, after = step.stages(wave.id)
            assert step.confirmed or after.position - before.position <= 1, "no stage is jumped"
            assert before is Stage.PLANNED or wave.id in groups, "nobody is moved uncounted"
            assert not (after is Stage.ENFORCE and wave.id not in groups)
        for number in newly_blocked:
            assert not tenant.people[number].in_old_service
            usable = tenant.people[number].enrolled or frozenset(Platform)
            assert any(tenant.may_enroll(number, each) for each in usable), "enrollment is reachable"
        for wave in step.moving:
            if step.stages(wave.id)[1] > step.stages(wave.id)[0] and wave.id in groups:
                self.assert_own_restriction_wins(wave)
                others = (members for other, members in groups.items() if other != wave.id)
                assert not groups[wave.id].intersection(*([set().union(*others)])), "nobody is in two waves"

    def assert_own_restriction_wins(self, wave: Wave) -> None:
        for platform in wave.platforms:
            for each in self.tenant.ranked(platform):
                if group_id(wave.id) in each.groups:
                    assert each.name.startswith("Intune waves: " + wave.title)
                    break
                reached = {
                    m for g, ms in self.tenant.groups.items() if group_id(g) in each.groups for m in ms
                }
                assert not reached & self.tenant.groups[wave.id], "the wave's own restriction wins"
            else:
                raise AssertionError("the wave has no restriction")

    @invariant()
    def a_stopped_campaign_enforces_nobody_from_its_next_step_on(self) -> None:
        seen["steps"] += 1
        assert set(self.in_force) <= {wave.id for wave in WAVES}


Campaign.TestCase.settings = settings(
    max_examples=1000 if THOROUGH else 60, stateful_step_count=50, deadline=None, derandomize=not THOROUGH
)
TestCampaign = Campaign.TestCase


def test_the_machine_can_enforce_everybody_and_stop_and_go_on() -> None:
    machine = Campaign()
    for _ in range(9):
        machine.tidy()
        machine.take(1)
        if machine.period == 6:
            machine.hold("rest", 1, 1)
    assert set(machine.in_force.values()) == {Stage.ENFORCE}
    machine.stop_everything(now=True)
    assert set(machine.in_force.values()) == {Stage.DEADLINE}
    machine.go_on_after_a_stop()
    refused = seen["enforcement-brake"]
    machine.take(0)
    assert seen["enforcement-brake"] == refused + 1
    machine.hold("rest", 0, None)
