"""The waves that a period would move, counted from the state that is in force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_policy import grace_ends
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.campaign.wave import Wave
from intune_waves.stack.stack_state import StateWave
from intune_waves.step.headcount import people
from intune_waves.step.meaning import Counted, PeopleCount, meaning


@dataclass(frozen=True, slots=True)
class WaveMove:
    """One wave's step; `wave` is None for one that is not declared any more."""

    id: str
    title: str
    before: Stage
    after: Stage
    wave: Wave | None
    platforms: tuple[str, ...]
    group: str | None
    """The object id of the group that it has; None for one that is made by the step."""
    grace_ends: date | None = None
    """The first day of enforce, where it is known."""

    @property
    def is_counted(self) -> bool:
        """Whether people and devices say something of the step: they act or must act, or get access back."""
        on = self.after > self.before and self.after >= Stage.INSTRUCT
        return on or self.before is Stage.ENFORCE

    def uncounted(self) -> PeopleCount | str | None:
        """What can be said of the people without the tenant: their declared number, or why nobody knows."""
        if self.after < self.before or self.wave is None:
            return None
        size = self.wave.people.declared_size
        if size is not None and self.after is Stage.ANNOUNCE:
            return PeopleCount(size, 0, never_enrolled=size)
        expected = size or self.wave.size
        hope = f"; {people(expected)} {'is' if expected == 1 else 'are'} expected" if expected else ""
        done = "looked up" if self.wave.people.existing_group else "filled"
        return f"the wave's group is {done} by this very step{hope}"


def wave_moves(
    campaign: Campaign, schedule: Schedule, period: int, stop: str | None, state: Mapping[str, StateWave]
) -> Iterator[WaveMove]:
    """Every wave whose stage in `period` is another one than in the state, in the order of the schedule.

    Waves that have been taken out of the declarations come last: they go back to planned.
    """
    for wave_id, after in stages_in_force(schedule, period, stopped=stop is not None).items():
        wave = campaign.wave(wave_id)
        begun = state.get(wave_id)
        before = begun.stage if begun else Stage.PLANNED
        if before is not after:
            platforms = tuple(platform.value for platform in wave.platforms)
            group = begun.group if begun else None
            ends = grace_ends(schedule, wave_id, campaign.calendar, stopped=stop is not None)
            yield WaveMove(wave_id, wave.title, before, after, wave, platforms, group, ends)
    for wave_id, gone in state.items():
        if wave_id not in schedule.order:
            yield WaveMove(wave_id, gone.title, gone.stage, Stage.PLANNED, None, gone.platforms, gone.group)


def sentences(moves: Sequence[WaveMove], counted: Mapping[str, Counted]) -> Iterator[str]:
    """What each step means to people, in the order of the moves; `counted` has the people of each wave."""
    for move in moves:
        found = counted[move.id]
        thresholds = move.wave.thresholds.get(move.after) if move.wave else None
        yield meaning(
            move.title,
            move.before,
            move.after,
            found.people,
            needs=thresholds.coverage if thresholds else None,
            sign_ins=found.sign_ins,
            grace_ends=move.grace_ends,
        )
