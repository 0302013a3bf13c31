"""A campaign in an untidy tenant: random steps, and no guard is ever broken there by a step of ours.

People enroll and leave, somebody changes policies, restrictions and memberships by hand, disables a
break-glass account, holds a wave, passes a gate, stops everything. What the tenant holds by hand may be
wrong; what an accepted step does to it may not. `--hypothesis-profile=thorough` runs 1,000 campaigns of 50
steps.
"""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.plan import PlannedPolicy, PlannedRestriction
from tests.step.model_campaign import IOS, MAC, WAVES, WINDOWS, ModelCampaign, seen
from tests.step.model_tenant import GLASS, Person, group_id

IDS = st.sampled_from([wave.id for wave in WAVES])
NUMBERS = st.integers(0, 29)
PLATFORMS = st.sampled_from([WINDOWS, IOS, MAC])
SOME_PLATFORMS = st.frozensets(PLATFORMS, min_size=1)
THOROUGH = settings.get_current_profile_name() == "thorough"


class Campaign(ModelCampaign, RuleBasedStateMachine):
    """Rules draw what people, administrators and pull requests do; the model takes the steps and looks after
    them.
    """

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
            ranked = self.tenant.by_priority(found.platform)
            ranked.remove(found)
            groups = frozenset[str]() if unassigned else found.groups
            ranked.insert(to - 1, replace(found, platform_blocked=blocked, groups=groups))
            rest = [each for each in self.tenant.restrictions if each.platform is not found.platform]
            self.tenant.restrictions = rest + [replace(each, priority=n) for n, each in enumerate(ranked, 1)]

    @rule(platform=PLATFORMS, group=IDS, blocked=st.booleans())
    def make_a_restriction(self, platform: Platform, group: str, blocked: bool) -> None:
        name, groups = f"Theirs {len(self.tenant.restrictions)}", frozenset({group_id(group)})
        last = len(self.tenant.by_priority(platform)) + 1
        self.tenant.restrictions.append(PlannedRestriction(name, platform, blocked, last, groups))

    @rule(at=st.integers(0, 9))
    def delete_a_restriction(self, at: int) -> None:
        del self.tenant.restrictions[at : at + 1]

    @rule(at=st.integers(0, 9), unassign=st.booleans())
    def change_a_compliance_policy(self, at: int, unassign: bool) -> None:
        found = self.tenant.compliance[at : at + 1]
        changed = [replace(each, groups=frozenset()) for each in found if unassign]
        self.tenant.compliance[at : at + 1] = changed

    @rule(refused=st.booleans(), declared=st.sampled_from(["leave", "noncompliant"]))
    def change_what_unprotected_devices_count_as(self, refused: bool, declared: Any) -> None:
        self.tenant.unprotected_refused = refused
        self.compliance = replace(self.compliance, devices_without_policy=declared)

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
    def do_what_was_asked(self) -> None:
        self.tidy()

    @rule(times=st.integers(1, 4))
    def tidy_and_go_on(self, times: int) -> None:
        for _ in range(times):
            self.tidy()
            self.take(1)

    @invariant()
    def only_declared_waves_are_in_force(self) -> None:
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
