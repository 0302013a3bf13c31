"""The schedule: in which period each wave starts, and so which stage it is in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from intune_waves.campaign.calendar import LAST_PERIOD, Calendar
from intune_waves.campaign.errors import Complaint, ScheduleError
from intune_waves.campaign.holds_and_overrides import Hold, held_periods
from intune_waves.campaign.place import Place
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, Wave

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign

_TOLD = (Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)
_STAGES_AFTER_START = Stage.ENFORCE.position - Stage.ANNOUNCE.position


@dataclass(frozen=True, slots=True)
class Schedule:
    """When every wave starts; `order` holds the waves by start, everybody-else last among equals.

    A hold shifts what comes after it in its own wave; the others go on, those that follow from its start too.
    """

    starts: Mapping[str, int]
    order: tuple[str, ...]
    holds: Mapping[str, tuple[Hold, ...]] = field(default_factory=dict)

    def stage(self, wave_id: str, period: int) -> Stage:
        """The scheduled stage of a wave in a period. Raises KeyError for a wave that does not exist."""
        start = self.starts[wave_id]
        return Stage.scheduled(start, period - held_periods(self.holds.get(wave_id, ()), start, last=period))

    def before(self, wave_id: str) -> tuple[str, ...]:
        """The waves that come before this one: whoever is in them is left out of its share or remainder.

        Raises ValueError for a wave that does not exist.
        """
        return self.order[: self.order.index(wave_id)]

    @property
    def last_period(self) -> int:
        """The first period in which every wave is enforced; 0 for a campaign without waves.

        A hold until further notice counts as if it ended now, with the period that it began in.
        """
        return max(map(self.enforced_from, self.starts), default=0)

    def enforced_from(self, wave_id: str) -> int:
        """The first period in which the wave is enforced; open holds count as in `last_period`."""
        return self.first_in(wave_id, Stage.ENFORCE)

    def enforcement(self, wave_id: str) -> int | None:
        """The first period in which the wave is enforced; None while a hold until further notice stands
        before it.
        """
        period = self.enforced_from(wave_id)
        holds = self.holds.get(wave_id, ())
        return None if any(hold.until is None and hold.since < period for hold in holds) else period

    def told_days(self, wave_id: str, calendar: Calendar) -> dict[Stage, date]:
        """The first day of each stage whose day people are told."""
        return {stage: calendar.start_of(self.first_in(wave_id, stage)) for stage in _TOLD}

    def first_in(self, wave_id: str, stage: Stage) -> int:
        """The first period in which the wave is in a stage after planned; open holds count as in
        `last_period`.
        """
        start, stages = self.starts[wave_id], stage.position - Stage.ANNOUNCE.position
        closed = [replace(hold, until=hold.until or hold.since) for hold in self.holds.get(wave_id, ())]
        period = start + stages
        # Each round adds the held periods that the last one has newly reached, until it reaches no more.
        while (later := start + stages + held_periods(closed, start, last=period)) > period:
            period = later
        return period


def schedule(campaign: "Campaign") -> Schedule:
    """The schedule of a campaign. Raises ScheduleError with all complaints: `start-unknown-wave`, `start-
    cycle`.
    """
    return schedule_of(campaign.waves)


def schedule_of(waves: Iterable[Wave]) -> Schedule:
    """The schedule of waves that are not a campaign yet. Raises ScheduleError as `schedule` does."""
    by_id = {wave.id: wave for wave in waves}
    complaints = [*_unknown(by_id)]
    follows = {
        wave.id: {wave.start.wave} & by_id.keys() if isinstance(wave.start, After) else set()
        for wave in by_id.values()
    }
    try:
        in_turn = tuple(TopologicalSorter(follows).static_order())
    except CycleError as error:
        complaints.append(_cycle(by_id, error.args[1]))
        in_turn = ()
    if complaints:
        raise ScheduleError(complaints)
    starts: dict[str, int] = {}
    for wave_id in in_turn:
        start = by_id[wave_id].start
        starts[wave_id] = starts[start.wave] + start.periods if isinstance(start, After) else start.period
    if too_late := [*_too_late(by_id, starts)]:
        raise ScheduleError(too_late)
    order = sorted(by_id, key=lambda i: (starts[i], by_id[i].people.takes_the_rest, in_turn.index(i), i))
    holds = {wave.id: wave.holds for wave in by_id.values() if wave.holds}
    return Schedule({wave_id: starts[wave_id] for wave_id in order}, tuple(order), holds)


def _unknown(by_id: Mapping[str, Wave]) -> Iterator[Complaint]:
    for wave in by_id.values():
        if isinstance(wave.start, After) and wave.start.wave not in by_id:
            others = ", ".join(sorted(by_id.keys() - {wave.id})) or "none"
            yield Complaint(
                rule="start-unknown-wave",
                what=f"there is no wave {wave.start.wave}",
                got=wave.start.wave,
                expected=f"the id of another wave ({others})",
                path="start.after",
                where=_place(wave, "start.after"),
            )


def _cycle(by_id: Mapping[str, Wave], cycle: Iterable[str]) -> Complaint:
    # graphlib gives the waves in the order "is followed by"; a person reads "follows".
    round_trip = list(cycle)[::-1]
    wave = by_id[round_trip[0]]
    return Complaint(
        rule="start-cycle",
        what=f"{wave.id} follows {', which follows '.join(round_trip[1:])}: none of them can start",
        got=round_trip,
        expected="a start that follows from a period",
        next_step="give one of them a period, such as {period: 1}",
        path="start.after",
        where=_place(wave, "start.after"),
    )


def _too_late(by_id: Mapping[str, Wave], starts: Mapping[str, int]) -> Iterator[Complaint]:
    for wave_id, start in starts.items():
        if start + _STAGES_AFTER_START > LAST_PERIOD:
            yield Complaint(
                rule="start-period",
                what=f"the wave would start in period {start}",
                got=start,
                expected=f"a start that is enforced by period {LAST_PERIOD}",
                path="start",
                where=_place(by_id[wave_id], "start"),
            )


def _place(wave: Wave, path: str) -> Place | None:
    return wave.places.of(path) if wave.places else None
