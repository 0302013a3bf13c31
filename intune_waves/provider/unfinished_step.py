"""A step that an interrupted run has left half done: its guards judge again before it goes on.

The campaign's state holds the stages from the run's first moment on, so the next run sees no stage move
there. The gate of a wave that was not reached does: it still holds the stage before. A campaign that closes
has a gate of its own, which is not there yet.
"""

from dataclasses import replace
from sys import maxsize
from typing import cast

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.errors import GraphError
from intune_waves.guards.step_judgement import judge_advance, judge_unread
from intune_waves.observing.closing_facts import with_closing
from intune_waves.observing.connection import Connection
from intune_waves.observing.step_facts import read_facts
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.provider.gate_inputs import GateMove
from intune_waves.provider.step_inputs import StepInputs, step_of
from intune_waves.step.period_step import PeriodStep, reason_of_reaching


async def unfinished_refusals(connection: Connection, gate: GateMove) -> tuple[str, ...]:
    """Why a wave may not go on where an interrupted run has left it; nothing for a step that the campaign
    has judged in this run, and for a program without a campaign.
    """
    inputs = _at_rest(connection)
    if inputs is None or gate.wave not in inputs.get("stages", {}):
        return ()
    before = (gate.before or Stage.PLANNED).value
    step = _within({**inputs, "stages": {**_stages_before(inputs), gate.wave: before}}, inputs)
    return await _refusals(connection, step) if step.advances else ()


async def fresh_refusals(
    connection: Connection, wave: str, *, before: Stage, braked: bool = True
) -> tuple[str, ...]:
    """Why nobody of a wave may be admitted, judged on the tenant as it is at this moment, with the wave taken
    as coming from the stage `before`. A run that has not judged the campaign admits nobody.

    With `braked` the brake counts all people of the wave; without it the caller counts whom it hits.
    """
    inputs = cast(StepInputs | None, connection.campaign)
    if inputs is None or wave not in inputs.get("stages", {}):
        return (
            f"waves/{wave}.yaml: the campaign has not been judged in this run, so nobody is admitted; next: "
            "run the command again without --target and --exclude [admission]",
        )
    step = _within({**inputs, "stages": {**_stages_before(inputs), wave: before.value}}, inputs)
    if not braked:
        step = replace(step, rules=replace(step.rules, brake=Brake(floor=maxsize)))
    return await _refusals(connection, step)


async def unfinished_closing(connection: Connection) -> tuple[str, ...]:
    """Why the campaign may not close where an interrupted run has left it; nothing for a step that the
    campaign has judged in this run, and for a program without a campaign.
    """
    inputs = _at_rest(connection)
    if inputs is None or not inputs.get("closed"):
        return ()
    # What the run was to delete may still be there, and is taken as the policies of waves that stay.
    return await _refusals(connection, _proposed({**inputs, "closed": False}, inputs))


def _within(before: StepInputs, inputs: StepInputs) -> PeriodStep:
    """The step of a wave whose policies and restrictions the run has yet to write, so that every wave is
    taken as its stage asks for.
    """
    step = _proposed(before, inputs)
    return replace(step, before=replace(step.before, waves=()))


def _proposed(before: StepInputs, inputs: StepInputs) -> PeriodStep:
    """The step as it was proposed: whether stages may be jumped, and for what reason its day may be early,
    was judged then.
    """
    because = reason_of_reaching(inputs["period"], inputs.get("confirmedStep"))
    return replace(step_of(before, inputs), following=None, confirmed=True, confirmed_because=because)


def _stages_before(inputs: StepInputs) -> dict[str, str]:
    """The stages that the waves come from. One that was first announced in this very period begins with it:
    the interrupted run may not have made its group yet, and this one does.
    """
    entered = inputs.get("entered", {})
    return {
        wave: Stage.PLANNED.value
        if stage == Stage.ANNOUNCE.value and entered.get(wave) == inputs["period"]
        else stage
        for wave, stage in inputs["stages"].items()
    }


def _at_rest(connection: Connection) -> StepInputs | None:
    return cast(StepInputs | None, connection.campaign_at_rest)


async def _refusals(connection: Connection, step: PeriodStep) -> tuple[str, ...]:
    step = replace(step, groups=dict(connection.target_groups))
    try:
        facts = await read_facts(await connection.client(), shared_reading(connection).devices, step=step)
        facts = await with_closing(connection, step, facts=facts)
    except GraphError as error:
        return judge_unread(step, str(error)).refused
    return judge_advance(step, facts).refused
