"""A period's event: where the campaign stands, in counts, for a system that people look at anyway."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from intune_waves.campaign.campaign import Campaign
from intune_waves.stack.stack_state import StackState, StateWave

VERSION = 1
"""The form of an event; another one when a field changes what it means or goes."""

_COUNTS = {
    "people": "people",
    "covered": "lose_nothing",
    "losingADevice": "lose_a_device",
    "newlyBlocked": "lose_all_access",
}


def period_event(campaign: Campaign, state: StackState, *, stack: str) -> dict[str, Any]:
    """The event of what is in force by the stack's state; counts alone, and nobody's name.

    `id` is the same for the same facts, so that a receiver knows an event that comes twice.
    """
    told: dict[str, Any] = {
        "event": "period",
        "version": VERSION,
        "campaign": campaign.name,
        "organisation": campaign.organisation,
        "stack": stack,
        "period": state.period,
        "first_day": campaign.calendar.start_of(state.period).isoformat() if state.period else None,
        "since": state.since.isoformat() if state.since else None,
        "stopped": state.stop is not None,
        "closed": state.closed,
        "waves": [
            _wave(wave.id, state.waves[wave.id], members=state.members)
            for wave in campaign.waves
            if wave.id in state.waves
        ],
    }
    whole = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return {"id": hashlib.sha256(whole.encode()).hexdigest()[:32], **told}


def stands_elsewhere(before: StackState, after: StackState) -> bool:
    """Whether a run has changed what an event tells of: period, stop, closing, or a wave's stage."""
    return _stands(before) != _stands(after)


def _stands(state: StackState) -> tuple[object, ...]:
    stages = tuple(sorted((wave, each.stage) for wave, each in state.waves.items()))
    return state.period, state.stop is not None, state.closed, stages


def _wave(wave_id: str, wave: StateWave, *, members: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "wave": wave_id,
        "title": wave.title,
        "stage": wave.stage.value,
        "since_period": wave.period or None,
    }
    if wave_id in members:
        found["people"] = members[wave_id]
    found |= dict(_counted(wave.evidence))
    if wave.admission is not None:
        found |= {"enforced": wave.admission.admitted, "wait": wave.admission.left_out}
    return found


def _counted(evidence: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, said in _COUNTS.items():
        count = evidence.get(name)
        if isinstance(count, int | float):
            yield said, int(count)
