"""The command's own count of newcomers, on the simulated tenant: it says what the next run then does."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from intune_waves.campaign.calendar import Freeze
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod
from intune_waves.observing.connection import Connection
from intune_waves.pull_request.reviewing import refuse_moved, review_step
from intune_waves.stack.engine_preview import EnginePreview
from intune_waves.stack.people.people_count import CountedStep, count_step, staying_enforced
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_state import StackState, StateWave
from intune_waves.step.newcomers import Newcomers
from intune_waves.step.review import Review
from intune_waves.step.wave_move import WaveMove
from tests.campaign import build
from tests.campaign.build import campaign
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import EnforcedWave, enforce

wave = enforced_wave.wave


def state_of(wave: EnforcedWave) -> dict[str, StateWave]:
    resources = [
        {
            "type": f"intune:index:{each.token.rpartition(':')[2]}",
            "inputs": each.inputs,
            "outputs": each.state,
        }
        for each in (wave.gate, wave.admission)
    ]
    return dict(StackState.read({"deployment": {"resources": resources}}).waves)


async def came(
    wave: EnforcedWave, moves: Collection[WaveMove] = (), *, freezes: Collection[Freeze] = ()
) -> Newcomers | str:
    def count() -> CountedStep:
        stages = {"one": Stage.ENFORCE}
        return count_step(
            moves,
            staying_enforced(stages, state_of(wave)),
            connect=lambda: Connection(wave.tenant.environment),
            freezes=freezes,
        )

    return (await asyncio.to_thread(count)).newcomers["one"]


async def test_newcomers_are_counted_as_the_next_run_treats_them(wave: EnforcedWave) -> None:
    await enforce(wave)
    assert await came(wave) == Newcomers()
    wave.add(wave.covered_newcomer())
    wave.add(wave.uncovered_newcomer())
    found = await came(wave)
    assert isinstance(found, Newcomers)
    assert (found.admitted, found.losing, sum(found.waiting.values())) == (1, 0, 1)
    # The next run does exactly that, and the state keeps what it did.
    await wave.judge(4, "enforce")
    state = await wave.admission.up(wave.declared("enforce"))
    assert {**state["evidence"], "judgedOn": ""} == {**found.plain(), "judgedOn": ""}
    after = state_of(wave)["one"].admission
    assert after is not None
    assert (after.admitted, after.left_out, after.last) == (11, 1, found)
    assert after.judged_on


async def test_a_newcomers_day_is_foreseen_after_a_freeze(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.add(wave.uncovered_newcomer())
    today = await wave.admission.provider.connection.today()
    audit = Freeze(today, today + timedelta(days=20), "Audit")
    found = await came(wave, freezes=[audit])
    assert isinstance(found, Newcomers)
    assert found.waiting == {today + timedelta(days=21): 1}


async def test_nothing_but_counts_is_read_where_nobody_came(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.tenant.forget_requests()
    assert await came(wave) == Newcomers()
    assert not [each for each in wave.tenant.requests() if "managedDevice" in each["path"]]


async def test_a_group_that_is_gone_is_a_reason(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.tenant.call("DELETE", f"/v1.0/groups/{wave.enforced}")
    assert await came(wave) == "a group of the wave is gone"


def reviewed(wave: EnforcedWave) -> Review:
    """The review of a step that moves no wave, as a pull request's comment carries it."""
    declared = campaign(build.wave("one", start=AtPeriod(1)))
    stack = SimpleNamespace(
        name="dev",
        asked=lambda period: (4, None),
        state=StackState(period=4, waves=state_of(wave)),
        tenant=lambda device_evidence, excluded: Connection(wave.tenant.environment),
        preview=lambda period, arguments: EnginePreview((), (), ()),
    )
    return review_step(cast(Stack, stack), declared).review


async def test_a_review_is_of_another_step_once_a_newcomer_s_day_has_come(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.add(wave.uncovered_newcomer())
    await wave.judge(4, "enforce")
    await wave.admission.up(wave.declared("enforce"))
    before = await asyncio.to_thread(reviewed, wave)
    assert [each and each.left_out for each in before.newcomers.values()] == [1]
    wave.tenant.call("PUT", "/_tenant/behaviour", {"name": "silent"})
    wave.tenant.call("POST", "/_tenant/clock", {"days": 14})
    now = await asyncio.to_thread(reviewed, wave)
    with pytest.raises(
        RefusedError, match=r"one: 1 person of its newcomers would lose access; reviewed were 0"
    ):
        refuse_moved(before, now)
    refuse_moved(now, await asyncio.to_thread(reviewed, wave))
