"""The stages that a wave walks through, one per period."""

from enum import Enum


class Stage(Enum):
    """A wave's stage, in the order of the migration cycle; `<` and `>` compare positions.

    Source: Microsoft Learn, "Deployment guide: Migrate to Microsoft Intune", "Typical migration cycle":
    announce the plan, instruct to enroll, give a deadline, enforce conditional access.
    """

    PLANNED = "planned"
    ANNOUNCE = "announce"
    INSTRUCT = "instruct"
    DEADLINE = "deadline"
    ENFORCE = "enforce"

    @property
    def position(self) -> int:
        """0 for planned to 4 for enforce."""
        return _POSITIONS[self]

    @classmethod
    def at(cls, position: int) -> "Stage":
        """The stage at `position`; whatever lies before is planned, whatever lies after is enforce."""
        return _ORDER[max(0, min(position, len(_ORDER) - 1))]

    @classmethod
    def scheduled(cls, start: int, period: int) -> "Stage":
        """The stage in `period` of a wave that is announced in period `start`, when nothing holds it."""
        return cls.at(period - start + 1)

    def __lt__(self, other: "Stage") -> bool:
        return self.position < other.position

    def __le__(self, other: "Stage") -> bool:
        return self.position <= other.position

    def __gt__(self, other: "Stage") -> bool:
        return self.position > other.position

    def __ge__(self, other: "Stage") -> bool:
        return self.position >= other.position


_ORDER = tuple(Stage)
_POSITIONS = {stage: position for position, stage in enumerate(_ORDER)}
