"""The gates of all waves that a step takes forward, judged before anything of the step is done.

Each wave's own gate judges again when its turn comes, and keeps the evidence. By then the step has begun,
and a refusal would leave half of it done: so the campaign asks them all first.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.provider.gate_inputs import GateMove
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.step.period_step import PeriodStep


async def gate_refusals(
    judging: GateJudging, step: PeriodStep, *, inputs: Values, groups: Mapping[str, str], old: Values
) -> list[str]:
    """Why the gates of the step's waves do not let them through, one sentence per wave.

    `groups` are the ids of the waves' groups; a wave without one has nobody who could be counted. `old` are
    the campaign's inputs in the state.
    """
    gates: Mapping[str, Any] = inputs.get("gates", {})
    lists: Mapping[str, str] = inputs.get("lists", {})
    asked = ((wave, _move(step, wave, old=old)) for wave in step.moving if wave.id in gates)
    judged = await asyncio.gather(
        *(
            judging.judge(own, _gate(step, wave, rules=gates[wave.id], groups=groups) | _list_of(wave, lists))
            for wave, own in asked
            if own.is_forward
        )
    )
    return [each.refusal for each in judged if each.refusal]


def _move(step: PeriodStep, wave: Wave, *, old: Values) -> GateMove:
    before, after = step.stages(wave.id)
    known = old.get("entered", {}).get(wave.id)
    return GateMove(wave.id, None if before is Stage.PLANNED else before, after, step.period, known)


def _list_of(wave: Wave, lists: Mapping[str, str]) -> dict[str, Any]:
    return {"peopleFile": lists[wave.id]} if wave.id in lists else {}


def _gate(
    step: PeriodStep, wave: Wave, *, rules: Mapping[str, Any], groups: Mapping[str, str]
) -> dict[str, Any]:
    gate: dict[str, Any] = {
        "stage": step.stages(wave.id)[1].value,
        "groupId": groups.get(wave.id, UNKNOWN),
        "platforms": [platform.value for platform in wave.platforms],
        **rules,
    }
    if wave.size is not None:
        gate["expectedSize"] = wave.size
    return gate
