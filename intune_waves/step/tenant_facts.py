"""What was read of the tenant before a step is judged, as plain values, in the parts of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intune_waves.campaign.closing import Check, TenantAnswer
from intune_waves.campaign.platform import Platform
from intune_waves.step.old_service import OldServiceDevices
from intune_waves.step.plan import (
    NOBODY,
    Person,
    PlannedCompliance,
    PlannedPolicy,
    PlannedRestrictions,
)


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """Who is in which group. People stay empty while nobody may act yet, their devices while nobody is newly
    enforced.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    """The group's id of each wave that has one, by wave id."""
    enforced_groups: Mapping[str, str] = field(default_factory=dict)
    """The id of the group that each wave's enabled policy includes, by wave id."""
    members: Mapping[str, frozenset[Person]] = field(default_factory=dict)
    """The people of each group, by group id."""
    everybody: int = 0
    """How many people the campaign is for."""
    platforms: Mapping[Any, frozenset[Platform]] = field(default_factory=dict)
    """The platforms of each person's devices; a person who is missing here may have any."""
    in_old_service: frozenset[Person] = NOBODY

    def group_of(self, wave_id: str) -> str:
        """The id of the wave's group. One that the step makes has none yet, and nobody is in it."""
        return self.groups.get(wave_id, f"new group of {wave_id}")

    def enforced_group_of(self, wave_id: str) -> str:
        """The id of the group that the wave's enabled policy includes, where it was read."""
        return self.enforced_groups.get(wave_id, f"enforced group of {wave_id}")


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The policies that there are, whoever made them, and the break-glass accounts."""

    access: tuple[PlannedPolicy, ...] = ()
    compliance: tuple[PlannedCompliance, ...] | None = None
    """All compliance policies; None where they were not read."""
    unprotected_refused: bool | None = None
    """Whether devices without a compliance policy count as noncompliant; None where it was not read."""
    break_glass: Mapping[str, bool] = field(default_factory=dict)
    """The break-glass accounts' ids, and whether each can sign in."""
    break_glass_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is read only for a step that closes the campaign."""

    old_service: OldServiceDevices | None = None
    """What the previous service still manages."""
    answers: Mapping[Check, TenantAnswer] = field(default_factory=dict)
    """What the tenant says to the checks of the checklist."""
    enabled_members: frozenset[Person] | None = None
    """Every enabled member of the tenant but the break-glass accounts; read too for a step that enables the
    one policy for everybody.
    """
    admitted: frozenset[Person] = NOBODY
    """The people in the waves' enforced groups, read for the same step."""


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """The tenant as it is. What a step does not need is not read."""

    people: PeopleFacts = field(default_factory=PeopleFacts)
    policies: PolicyFacts = field(default_factory=PolicyFacts)
    restrictions: PlannedRestrictions = field(default_factory=PlannedRestrictions)
    """All restrictions that there are, whoever made them."""
    closing: ClosingFacts = field(default_factory=ClosingFacts)
    today: date | None = None
    """The day by the tenant's clock; None for a tenant that was not asked."""
    doubts: tuple[str, ...] = ()
    """Why what was read is not to be trusted; empty when nothing speaks against it."""
