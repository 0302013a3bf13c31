"""Nobody comes under an enabled policy unjudged, whatever happens: seeded walks over a campaign.

`python -m tests.provider.admission_machine 1000 50` walks further.
"""

import asyncio

import pytest

from intune_waves.graph import conditional_access
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.conditional_access import REPORT_ONLY
from tests.provider.admission_machine import PARTS, Machine, Trouble, walk

RUNS, STEPS = 24, 50


@pytest.mark.parametrize("seed", range(RUNS))
def test_nobody_is_enforced_whom_the_operation_has_not_judged(seed: int) -> None:
    walk(seed, STEPS)


def test_the_walks_come_to_waves_in_force_and_to_refusals() -> None:
    walked = [walk(seed, STEPS) for seed in range(6)]
    assert sum(each.judged for each in walked) > 50, "people have come under enabled policies"
    refused = set().union(*(each.refused for each in walked))
    assert {"break-glass-enabled", "admission"} & refused
    ended = [line for each in walked for line in each.history]
    assert any(line.endswith(": killed") for line in ended)


def test_who_changes_places_with_somebody_is_let_out_by_the_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One off the list and one on it: the wave has as many people as before."""
    monkeypatch.setattr(conditional_access, "write_pace", lambda: Pace(1, 0))
    machine = Machine(1)

    async def walked() -> tuple[bool, bool]:
        await machine.begin()
        machine.period = 4
        assert await machine.run(preview=True) == "done"
        wave, other = machine.waves
        leaver = min(machine.members(wave.group))
        free = set(machine.people) - machine.members(wave.group) - machine.members(other.group)
        newcomer = max(each for each in free if not machine.compliant(each))
        assert leaver in machine.under(wave)
        await machine.change_places(wave, leaver, newcomer)
        machine.period = 5
        assert await machine.run(preview=True) == "done"
        return leaver in machine.under(wave), newcomer in machine.under(wave)

    assert asyncio.run(walked()) == (False, False)


ONLY_THE_POLICY = PARTS - {"policy"}
"""What `--target <policy>` leaves out."""


@pytest.mark.parametrize("gate_lets_it", ["killed behind the gate", "refreshed in part"])
def test_a_policy_alone_is_not_enabled_over_people_who_are_under_none(
    gate_lets_it: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate has had its word, and azuread is to enable the policy: the provider alone can refuse it."""
    monkeypatch.setattr(conditional_access, "write_pace", lambda: Pace(1, 0))
    machine = Machine(1)

    async def walked() -> str:
        await machine.begin()
        wave = machine.waves[0]
        machine.period = 4
        if gate_lets_it == "killed behind the gate":
            assert await machine.run(preview=True, trouble=Trouble(kill_at_write=1)) == "killed"
            await machine.put_in(wave, machine.people[-1])
        else:
            assert await machine.run(preview=True) == "done"
            await machine.turn_by_hand(wave, REPORT_ONLY)
            await machine.refresh(policies_alone=True)
        assert not machine.under(wave)
        ended = await machine.run(preview=False, without=ONLY_THE_POLICY)
        assert not machine.under(wave)
        assert await machine.run(preview=True) == "done", "the next step that the refusal names"
        assert machine.under(wave) == machine.members(wave.group)
        return ended

    assert "under no enabled policy" in asyncio.run(walked())
