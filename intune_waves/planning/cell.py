"""The smallest part of an organisation that the planner moves as a whole: a department in a country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.candidate import Candidate, sounds_like_it


@dataclass(frozen=True, slots=True)
class Cell:
    """The people of a department in a country, by user principal name, sorted.

    None stands for a property that the export has no column for; an empty one has been filled in by nobody.
    """

    department: str | None
    country: str | None
    names: tuple[str, ...]

    @property
    def id(self) -> str:
        """`Sales, US`."""
        return ", ".join(each for each in (self.department, self.country) if each) or "everybody"

    @property
    def is_known(self) -> bool:
        """Whether somebody has filled in where these people work."""
        return self.department != "" and self.country != ""

    def candidate(self, judged: Mapping[str, Factors]) -> Candidate:
        """The cell with the factors that were judged for its department (by name in lower case)."""
        factors = judged.get((self.department or "").casefold(), Factors())
        placed = Factors(
            factors.willingness,
            factors.complexity,
            factors.requirements,
            factors.location or self.country or None,
            factors.business_risk,
        )
        is_it = sounds_like_it(self.department or "")
        return Candidate(self.id, len(self.names), placed, is_it)


def joined_factors(candidates: Iterable[Candidate]) -> Factors:
    """The factors of several groups together: the hardest of each, and all locations."""
    known = [each.factors for each in candidates]
    places = sorted({each.location for each in known if each.location})
    shown = ", ".join(places[:5]) + (f" and {len(places) - 5} more" if len(places) > 5 else "")
    return Factors(
        willingness=min((each.willingness for each in known if each.willingness), default=None),
        complexity=_hardest(each.complexity for each in known),
        requirements=_hardest(each.requirements for each in known),
        location=shown[:120] or None,
        business_risk=_hardest(each.business_risk for each in known),
    )


def _hardest(levels: Iterable[Level | None]) -> Level | None:
    return max((each for each in levels if each), default=None)
