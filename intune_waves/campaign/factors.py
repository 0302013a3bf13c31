"""What decides a wave's time frame, as the migration cycle names it."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How much of a factor a group has."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of one group besides its number of people; None means nobody has judged it yet.

    Source: Microsoft Learn, "Deployment guide: Migrate to Microsoft Intune", on phased migration.
    """

    willingness: Level | None = None
    complexity: Level | None = None
    requirements: Level | None = None
    location: str | None = None
    business_risk: Level | None = None
