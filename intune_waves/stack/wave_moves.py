"""The waves that a period would move, counted from the state that is in force."""

from collections.abc import Iterator, Mapping, Sequence

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_policy import grace_ends
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.stack.stack_state import StateWave
from intune_waves.step.meaning import Counted
from intune_waves.step.wave_move import WaveMove


def wave_moves(
    campaign: Campaign, schedule: Schedule, *, period: int, stop: str | None, state: Mapping[str, StateWave]
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
            ends = grace_ends(schedule, wave_id, calendar=campaign.calendar, stopped=stop is not None)
            yield WaveMove(wave_id, wave.title, before, after, wave, platforms, group, ends)
    for wave_id, gone in state.items():
        if wave_id not in schedule.order:
            yield WaveMove(wave_id, gone.title, gone.stage, Stage.PLANNED, None, gone.platforms, gone.group)


def sentences(moves: Sequence[WaveMove], counted: Mapping[str, Counted]) -> Iterator[str]:
    """What each move means to people, in the order of the moves; `counted` has the people of each wave."""
    return (move.sentence(counted[move.id]) for move in moves)
