"""A tenant in memory, and what an `up` does to it, written without the code that plans it.

Only the display names and the decisions of one wave (its effects, policy and restrictions) are the
domain's own. Who wins, who is blocked and what is left behind is worked out here from what the tenant holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intune_waves.campaign.conditional_access import desired_policy
from intune_waves.campaign.enrollment_restriction import desired_restrictions
from intune_waves.campaign.naming import compliance_name, policy_name, restriction_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.gates.gate import Evidence
from intune_waves.step.plan import (
    PlannedCompliance,
    PlannedPolicy,
    PlannedRestriction,
    PlannedRestrictions,
)
from intune_waves.step.tenant_facts import PeopleFacts, PolicyFacts, TenantFacts

GLASS = ("glass1", "glass2")
OURS = "Intune waves: "


@dataclass
class Person:
    """Somebody with devices on `owned` platforms; those on `enrolled` are compliant."""

    owned: frozenset[Platform]
    enrolled: frozenset[Platform] = frozenset()
    in_old_service: bool = False


@dataclass
class ModelTenant:
    """Groups by wave id; policies and restrictions in the order of their making."""

    people: dict[int, Person]
    groups: dict[str, set[int]] = field(default_factory=dict)
    policies: list[PlannedPolicy] = field(default_factory=list)
    restrictions: list[PlannedRestriction] = field(default_factory=list)
    compliance: list[PlannedCompliance] = field(default_factory=list)
    unprotected_refused: bool = False
    blocked_by_default: set[Platform] = field(default_factory=set)
    break_glass: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(GLASS, True))

    def facts(self, doubts: tuple[str, ...] = ()) -> TenantFacts:
        """What a reading of the whole tenant says."""
        return TenantFacts(
            people=PeopleFacts(
                groups={wave: group_id(wave) for wave in self.groups},
                members={group_id(wave): frozenset(members) for wave, members in self.groups.items()},
                everybody=len(self.people),
                platforms={number: each.enrolled for number, each in self.people.items() if each.enrolled},
                in_old_service=frozenset(n for n, each in self.people.items() if each.in_old_service),
            ),
            policies=PolicyFacts(
                access=tuple(self.policies),
                compliance=tuple(self.compliance),
                unprotected_refused=self.unprotected_refused,
                break_glass=dict(self.break_glass),
            ),
            restrictions=PlannedRestrictions(tuple(self.restrictions), frozenset(self.blocked_by_default)),
            doubts=doubts,
        )

    def blocked_people(self, waves: Iterable[Wave]) -> frozenset[int]:
        """Whom the enabled policies of these waves ask for a compliant device, covered or not."""
        enabled = {each.name for each in self.policies if each.state == "enabled"}
        blocked = (self.groups.get(wave.id, ()) for wave in waves if policy_name(wave) in enabled)
        return frozenset(self.people.keys() & set().union(*blocked))

    def may_enroll(self, number: int, platform: Platform) -> bool:
        """Whether the restriction that wins for a person, or else the default, lets the platform in."""
        for each in self.by_priority(platform):
            if any(number in self.groups[wave] for wave in self.groups if group_id(wave) in each.groups):
                return not each.platform_blocked
        return platform not in self.blocked_by_default

    def by_priority(self, platform: Platform) -> list[PlannedRestriction]:
        """The platform's restrictions, best first."""
        found = [each for each in self.restrictions if each.platform is platform]
        return sorted(found, key=lambda each: each.priority)

    def put(self, wave: Wave, stage: Stage, fill: Iterable[int]) -> None:
        """Bring one wave's objects to its stage, as the resources of its component do; compliance policies
        are for `assign`.
        """
        if stage is Stage.PLANNED:
            self.groups.pop(wave.id, None)
            self.remove_objects(wave)
            return
        if wave.id not in self.groups:
            self.groups[wave.id] = set(fill)
        self._take_from_restrictions(wave)
        for desired in desired_restrictions(wave, stage):
            self._put_under(desired.platform, desired.rule, group_id(wave.id))
        self._write_policy(wave, stage)

    def assign(self, wave: Wave, stage: Stage) -> None:
        """Make the wave's compliance policies anew, assigned as its stage asks for."""
        self._remove_compliance(wave)
        groups = frozenset({group_id(wave.id)} if stage > Stage.ANNOUNCE else ())
        if stage is not Stage.PLANNED:
            for platform in wave.platforms:
                self.compliance.append(PlannedCompliance(compliance_name(wave, platform), platform, groups))

    def _remove_compliance(self, wave: Wave) -> None:
        names = {compliance_name(wave, platform) for platform in Platform}
        self.compliance = [each for each in self.compliance if each.name not in names]

    def remove_objects(self, wave: Wave) -> None:
        """Take the wave out of the restrictions, and take out its policy."""
        self._take_from_restrictions(wave)
        self.policies = [each for each in self.policies if each.name != policy_name(wave)]

    def _take_from_restrictions(self, wave: Wave) -> None:
        """Ours that nobody is under any more go."""
        without = frozenset({group_id(wave.id)})
        self.restrictions = [
            replace(each, groups=each.groups - without) if each.name.startswith(OURS) else each
            for each in self.restrictions
        ]
        self.restrictions = [
            each for each in self.restrictions if each.groups or not each.name.startswith(OURS)
        ]
        for platform in Platform:
            self._settle(platform)

    def _put_under(self, platform: Platform, rule: str, group: str) -> None:
        name, blocked = restriction_name(platform, rule), rule == "not yet"
        for place, found in enumerate(self.restrictions):
            if (found.name, found.platform) == (name, platform):
                groups = found.groups | {group}
                self.restrictions[place] = replace(found, platform_blocked=blocked, groups=groups)
                break
        else:
            last = len(self.restrictions) + 1
            self.restrictions.append(PlannedRestriction(name, platform, blocked, last, frozenset({group})))
        self._settle(platform)

    def _settle(self, platform: Platform) -> None:
        """Ours first, what lets nothing in before what lets less in."""
        rules = ("not yet", "corporate devices only", "personal devices too")
        first = [restriction_name(platform, rule) for rule in rules]
        order = sorted(
            self.by_priority(platform),
            key=lambda each: first.index(each.name) if each.name in first else len(first),
        )
        others = [each for each in self.restrictions if each.platform is not platform]
        self.restrictions = others + [replace(each, priority=n) for n, each in enumerate(order, 1)]

    def _write_policy(self, wave: Wave, stage: Stage) -> None:
        desired = desired_policy(
            wave,
            stage,
            group_id=group_id(wave.id),
            # Whoever is in the wave is taken for admitted: admission has a model of its own.
            enforced_group_id=group_id(wave.id),
            excluded_user_ids=GLASS,
            enrollment_apps_excluded=True,
        )
        place = next((n for n, each in enumerate(self.policies) if each.name == policy_name(wave)), None)
        if desired is None:
            if place is not None:
                del self.policies[place]
            return
        made = PlannedPolicy(
            desired.display_name,
            desired.state,
            included_groups=frozenset(desired.included_groups),
            excluded_users=frozenset(desired.excluded_users),
        )
        if place is None:
            self.policies.append(made)
        else:
            self.policies[place] = made


def group_id(wave_id: str) -> str:
    """The object id of a group in this tenant."""
    return f"group of {wave_id}"


def reading(tenant: ModelTenant, members: Iterable[int], platforms: Iterable[Platform]) -> Evidence:
    """How many of the members there are, and how many of them have a compliant device."""
    people = [tenant.people[number] for number in members if number in tenant.people]
    covered = sum(bool(each.enrolled & {*platforms}) for each in people)
    return Evidence(age_hours=0, people=len(people), covered=covered)
