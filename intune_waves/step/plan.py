"""A plan: what the tenant would hold after a step, as plain values that guards can judge.

It has a part for each thing that guards look at, and the period that it is for. The same shape serves the
step that is proposed, the one after it, and a rehearsal without a tenant. People are ids here and counts in
every complaint: nobody's name leaves a plan.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from intune_waves.campaign.calendar import Freeze
from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.closing import JudgedItem
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.step.old_service import OldServiceDevices

Person = Hashable
"""A person's id: a text, or the number that stands for it where there are a million of them."""

NOBODY: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A wave in the step: its stage before and after, and its group's id (None while it has none)."""

    wave: Wave
    before: Stage
    after: Stage
    group: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedPolicy:
    """A conditional access policy as it would be after the step, whoever made it; `ours` is our own."""

    name: str
    state: Literal["enabled", "enabledForReportingButNotEnforced", "disabled"]
    included_users: frozenset[str] = NOBODY
    included_groups: frozenset[str] = NOBODY
    included_roles: frozenset[str] = NOBODY
    excluded_users: frozenset[str] = NOBODY
    excluded_groups: frozenset[str] = NOBODY
    ours: bool = True


@dataclass(frozen=True, slots=True)
class PlannedRestriction:
    """A platform restriction as it would be after the step, whoever made it; priority 1 is best. `ours` is a
    wave's own.
    """

    name: str
    platform: Platform
    platform_blocked: bool
    priority: int
    groups: frozenset[str]
    ours: bool = True


@dataclass(frozen=True, slots=True)
class PlannedCompliance:
    """A compliance policy as it would be before anybody is enforced by the step, whoever made it."""

    name: str
    platform: Platform
    groups: frozenset[str]
    """The groups that it is assigned to; EVERYBODY where it is for all users or devices."""


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """The period that the step puts in force."""

    number: int
    first_day: date
    last_day: date
    freezes: tuple[Freeze, ...] = ()
    confirmed: bool = False
    """Whether a person has named this very step, so that stages may be jumped."""
    confirmed_because: str = ""
    """Why they did, so that the step may come before its day; empty where they gave no reason."""
    today: date | None = None
    """The day by the tenant's clock; None on paper, where every step comes on its day."""


@dataclass(frozen=True, slots=True)
class PlannedPeople:
    """Who is in which wave, and which stage the waves are taken to."""

    moves: tuple[PlannedMove, ...] = ()
    """Every wave of the campaign, also those that stay where they are."""
    removed: tuple[Wave, ...] = ()
    """The waves that have begun and are taken out of the campaign by the step."""
    members: Mapping[str, frozenset[Person]] = field(default_factory=dict)
    """The people of each group, by group id."""
    everybody: int = 0
    """How many people the campaign is for."""
    brake: Brake = field(default_factory=Brake)
    """How many people the step may newly enforce."""
    platforms: Mapping[Any, frozenset[Platform]] = field(default_factory=dict)
    """The platforms of each person's devices; a person who is missing here may have any."""
    in_old_service: frozenset[Person] = NOBODY
    """The people who have a device that the previous service still manages."""

    def of(self, move: PlannedMove) -> frozenset[Person]:
        """The people of a wave; nobody while it has no group."""
        return self.members.get(move.group, NOBODY) if move.group else NOBODY

    def in_groups(self, groups: Collection[str]) -> frozenset[Person]:
        """The people in any of the groups."""
        return NOBODY.union(*(self.members.get(group, NOBODY) for group in groups))

    def enforced(self) -> Iterator[PlannedMove]:
        """The waves that are enforced after the step."""
        return (move for move in self.moves if move.after is Stage.ENFORCE)

    def newly_enforced(self) -> Iterator[PlannedMove]:
        """The waves that the step enforces."""
        return (move for move in self.enforced() if move.before is not Stage.ENFORCE)


@dataclass(frozen=True, slots=True)
class PlannedPolicies:
    """The policies that ask people for something, and the accounts that none of them may touch."""

    access: tuple[PlannedPolicy, ...] = ()
    """All conditional access policies."""
    leaving: int = 0
    """Access policies that go at the end of the step, and count against the tenant's budget until then."""
    compliance: tuple[PlannedCompliance, ...] = ()
    """All compliance policies."""
    unprotected_refused: bool = False
    """Whether the tenant counts devices without a compliance policy as noncompliant."""
    break_glass: Mapping[str, bool] = field(default_factory=dict)
    """The break-glass accounts' ids, and whether each can sign in."""
    break_glass_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The ids of the groups that each break-glass account is in."""
    excluded: tuple[str, ...] = ()
    """The ids of the accounts that are never in the campaign."""


@dataclass(frozen=True, slots=True)
class PlannedRestrictions:
    """Who may enroll which platform."""

    enrollment: tuple[PlannedRestriction, ...] = ()
    """All platform restrictions but the default."""
    blocked_by_default: frozenset[Platform] = frozenset()
    """The platforms that the tenant's default restriction blocks."""

    def of(self, platform: Platform) -> list[PlannedRestriction]:
        """The restrictions of one platform, best first."""
        return sorted(
            (each for each in self.enrollment if each.platform is platform), key=lambda each: each.priority
        )


@dataclass(frozen=True, slots=True)
class PlannedClosing:
    """What the step does to the end of the campaign."""

    closes: bool = False
    """Whether the step closes the campaign."""
    checklist: tuple[JudgedItem, ...] = ()
    """The items of a step that closes the campaign, with their answers."""
    old_service: OldServiceDevices | None = None
    """What the previous service still manages; None where that is not known."""
    enforces_everybody: bool = False
    """Whether the step enables the one policy for everybody."""
    enabled_members: frozenset[Person] | None = None
    """Every enabled member of the tenant but the break-glass accounts; None where they were not read."""
    admitted: frozenset[Person] = NOBODY
    """The people in the waves' enforced groups: whom the one policy reaches."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that guards judge, part by part; a guard names the parts that it reads."""

    period: PlannedPeriod
    people: PlannedPeople
    policies: PlannedPolicies = field(default_factory=PlannedPolicies)
    restrictions: PlannedRestrictions = field(default_factory=PlannedRestrictions)
    closing: PlannedClosing = field(default_factory=PlannedClosing)
