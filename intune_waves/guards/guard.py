"""What a guard is: a permanent id, a sentence, a level, and one small function of a plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from intune_waves.campaign.errors import Complaint
from intune_waves.step.plan import Plan

Level = Literal["refuse", "warn"]


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that no plan may break. A `refuse` stops the step; a `warn` is said and stops nothing."""

    rule: str
    sentence: str
    level: Level
    judge: Callable[[Plan], Iterator[Complaint]]
