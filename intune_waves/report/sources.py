"""Everything that a report is made from; what nobody could read is None, with the reason in `unread`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import last_period
from intune_waves.campaign.schedule import Schedule
from intune_waves.messages.effectiveness import MessageEffect, WaveEnrollment
from intune_waves.rehearsal import Rehearsal
from intune_waves.report.rows import DriftCheck
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.newcomers import Newcomers


# Many fields: each source may be missing by itself, and is told so by itself.
@dataclass(frozen=True, slots=True)
class Sources:
    """A campaign and what is known of it besides."""

    campaign: Campaign
    schedule: Schedule
    today: date
    made: datetime
    state: StackState | None = None
    asked_period: int | None = None
    """The period that the stack's file asks for, where no state was read."""
    rehearsal: Rehearsal | None = None
    rehearsal_basis: str = ""
    counted: Mapping[str, Counted] = field(default_factory=dict)
    newcomers: Mapping[str, Newcomers | str] = field(default_factory=dict)
    """By wave, what becomes of those who came to one that is enforced; a text is why nobody knows."""
    enrollments: Sequence[WaveEnrollment] = ()
    effects: Sequence[MessageEffect] = ()
    drift: DriftCheck = field(default_factory=lambda: DriftCheck(checked=False))
    unread: Sequence[str] = ()
    remarks: Sequence[str] = ()

    @property
    def period(self) -> int:
        """The period in force, as well as it is known."""
        if self.state:
            return self.state.period or 0
        if self.asked_period is not None:
            return self.asked_period
        return min(self.campaign.calendar.period_of(self.today), self.last_period)

    @property
    def last_period(self) -> int:
        """The campaign's last: the one that closes it, else the one in which every wave is enforced."""
        return last_period(self.campaign, self.schedule)

    def counted_people(self, wave_id: str) -> PeopleCount | None:
        """The people of a wave as they were counted in the tenant, which has only waves that have begun."""
        found = self.counted.get(wave_id)
        begun = self.state is not None and wave_id in self.state.waves
        return found.people if begun and found and isinstance(found.people, PeopleCount) else None

    def headcount(self, wave_id: str) -> tuple[int | None, str]:
        """How many people a wave has, by the best that is known, and how that is known."""
        counted = self.counted_people(wave_id)
        if counted:
            return counted.people, "counted in the tenant"
        if self.state and wave_id in self.state.members:
            return self.state.members[wave_id], "in the wave's group"
        gate = self.state.waves.get(wave_id) if self.state else None
        if gate and isinstance(found := gate.evidence.get("people"), int | float):
            return int(found), "counted by its gate"
        figures = self.rehearsal.figures.waves.get(wave_id) if self.rehearsal else None
        if figures and figures.people is not None:
            return figures.people, "counted in exports" if figures.basis == "counted" else "declared"
        size = self.campaign.wave(wave_id).size
        return size, "not known" if size is None else "declared"
