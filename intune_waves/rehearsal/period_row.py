"""One period of a rehearsal."""

from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.rehearsal.coverage import Coverage
from intune_waves.step.meaning import PeopleCount


@dataclass(frozen=True, slots=True)
class RehearsedMove:
    """A wave that changes its stage at the beginning of a period."""

    wave: str
    title: str
    before: Stage
    now: Stage
    coverage: Coverage
    """Before the move."""
    counted: bool
    """Whether the number of people is known; otherwise only the percentages of `coverage` mean anything."""
    asked: int = 0
    """People newly asked to enroll."""
    blocked: int = 0
    """People who lose all access by the move."""

    @property
    def count(self) -> PeopleCount:
        """The people before the move, by what they would lose."""
        found = self.coverage
        return PeopleCount(
            found.people,
            found.covered,
            never_enrolled=found.not_enrolled,
            not_compliant=found.not_compliant,
            losing_a_device=found.losing_a_device,
        )


@dataclass(frozen=True, slots=True)
class Budget:
    """Objects that the tenant has in a period, the campaign's and the others."""

    policies: int
    restrictions: int


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """What a period does. The sums leave out waves whose number of people is not known."""

    period: int
    first_day: date
    moves: tuple[RehearsedMove, ...]
    people: int
    """People of all waves that have begun."""
    covered: int
    """Those of them with a compliant device at the period's beginning."""
    budget: Budget
    refusals: tuple[Complaint, ...] = ()
    """Why this period would be refused; empty when it would not."""
    closing: str = ""
    """What closing the campaign means to people; empty for every period that does not close it."""

    @property
    def asked(self) -> int:
        """People newly asked to enroll."""
        return sum(move.asked for move in self.moves)

    @property
    def blocked(self) -> int:
        """People who lose access."""
        return sum(move.blocked for move in self.moves)

    @property
    def complete(self) -> bool:
        """Whether the sums have everybody in them whom a move touches."""
        return all(move.counted for move in self.moves)
