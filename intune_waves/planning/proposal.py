"""A proposal: waves with their starts, and the reasons for each."""

from dataclasses import dataclass

from intune_waves.campaign.people import People
from intune_waves.campaign.wave import Factors


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a choice was made: the permanent kebab-case id of the rule, and what it says of this wave."""

    rule: str
    text: str

    def __str__(self) -> str:
        """`text [rule]`."""
        return f"{self.text} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class PlanRule:
    """A rule of the planner, which stands where it is applied; docs/plan.md lists all of them."""

    id: str
    sentence: str

    def because(self, text: str) -> Reason:
        """The rule as the reason of a choice."""
        return Reason(self.id, text)


@dataclass(frozen=True, slots=True)
class ProposedWave:
    """A wave that does not exist yet, or one that exists and gets another start."""

    id: str
    title: str
    people: People
    size: int | None
    factors: Factors
    start: int
    """The period in which it is announced."""
    reasons: tuple[Reason, ...]
    names: tuple[str, ...] = ()
    """The user principal names of a listed wave, sorted."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Waves in the order of their starts; `remarks` are reasons about the plan as a whole."""

    waves: tuple[ProposedWave, ...]
    remarks: tuple[Reason, ...] = ()
