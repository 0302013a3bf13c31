"""What the planner puts in order: a group of people with its factors."""

import re
from dataclasses import dataclass, field

from intune_waves.campaign.wave import Factors, Level

_IT = re.compile(
    r"\b(it|ict|information (technology|systems|services)|helpdesk|help desk|service desk|pilot)\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of people that may become a wave or a part of one. `people` is None when nobody knows."""

    id: str
    people: int | None
    factors: Factors = field(default_factory=Factors)
    is_it: bool = False
    """Whether it is the IT organisation or a pilot, which meet every mistake first."""
    is_rest: bool = False
    """Whether it is everybody else."""


def sounds_like_it(*names: str) -> bool:
    """Whether one of the names is that of an IT organisation or of a pilot."""
    return any(_IT.search(name.casefold().replace("-", " ").replace("_", " ")) for name in names)


def difficulty(factors: Factors) -> int:
    """Complexity and requirements less willingness, from -1 (easy) to 5; what nobody judged is medium."""
    complexity, requirements, willingness = (
        each or Level.MEDIUM for each in (factors.complexity, factors.requirements, factors.willingness)
    )
    return int(complexity) + int(requirements) - int(willingness)
