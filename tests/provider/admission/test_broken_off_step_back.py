"""A step back broken off anywhere: who was enforced returns by the gate, whom a hand took out does not."""

import asyncio
from collections.abc import Iterator

import pytest

from intune_waves.graph import conditional_access
from intune_waves.graph.client.pacing import Pace
from tests.provider.admission_machine import Machine, Trouble, Wave


@pytest.fixture(autouse=True)
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional_access, "write_pace", lambda: Pace(1, 0))


async def _enforced(machine: Machine, *, hand: bool) -> tuple[Wave, str]:
    """Wave one in force; with `hand` somebody was taken out of its enforced group, who loses nothing."""
    await machine.begin()
    machine.period = 4
    assert await machine.run(preview=True) == "done"
    wave = machine.waves[0]
    person = min(each for each in machine.under(wave) if machine.loses_nothing(each, wave.platforms))
    if hand:
        await machine.take_out(wave, person)
    return wave, person


async def _goes_back_and_on(machine: Machine, trouble: Trouble, *, hand: bool, again: bool) -> bool:
    """Go a step back with that trouble, and on again; `again` is the same step back once more in between.

    Answers whether the trouble has met anything.
    """
    wave, person = await _enforced(machine, hand=hand)
    stays = machine.under(wave) - ({person} if hand else set())
    machine.period = 3
    ended = await machine.run(preview=False, trouble=trouble)
    if again:
        assert await machine.run(preview=False) == "done"
    machine.period = 4
    assert await machine.run(preview=False) == "done"
    assert machine.under(wave) == stays, f"after a step back that was {ended}"
    return trouble.met


def _met_by(troubles: Iterator[Trouble], *, hand: bool, again: bool) -> int:
    """Go through the troubles until one meets nothing; answers how many did."""
    for number, trouble in enumerate(troubles):
        if not asyncio.run(_goes_back_and_on(Machine(1), trouble, hand=hand, again=again)):
            return number
    raise AssertionError("the troubles must not end before the step back does")


def test_a_memory_of_a_kind_that_no_version_keeps_any_more_is_passed_over_and_goes() -> None:
    machine = Machine(1)

    async def walked() -> list[str]:
        wave, _ = await _enforced(machine, hand=False)
        people = machine.under(wave)
        await machine.hand(
            "POST",
            "/v1.0/groups",
            {
                "displayName": "Intune waves: One (let out since 2026-01-05)",
                "mailNickname": "intune-waves.one.let-out.2026-01-05",
                "mailEnabled": False,
                "securityEnabled": True,
            },
        )
        for period in (3, 4):
            machine.period = period
            assert await machine.run(preview=False) == "done"
        assert machine.under(wave) == people
        groups = (await machine.hand("GET", "/v1.0/groups"))["value"]
        return [each["mailNickname"] for each in groups if each["mailNickname"].startswith("intune-waves.")]

    assert asyncio.run(walked()) == []


@pytest.mark.parametrize("again", [False, True], ids=["goes on", "goes back once more"])
@pytest.mark.parametrize("hand", [False, True], ids=["nobody", "one taken out"])
@pytest.mark.parametrize("killed_after", [False, True], ids=["before", "after"])
def test_killed_at_any_write(killed_after: bool, hand: bool, again: bool) -> None:
    troubles = (Trouble(kill_at_write=at, killed_after=killed_after) for at in range(1, 30))
    assert _met_by(troubles, hand=hand, again=again) >= 3, "policy, memory and group are written"


@pytest.mark.parametrize("again", [False, True], ids=["goes on", "goes back once more"])
@pytest.mark.parametrize("hand", [False, True], ids=["nobody", "one taken out"])
@pytest.mark.parametrize("short", [False, True], ids=["refused", "ends early"])
def test_reading_fails_from_any_read_on(short: bool, hand: bool, again: bool) -> None:
    troubles = (Trouble(failing_read=at, status=403, short=short) for at in range(1, 60))
    assert _met_by(troubles, hand=hand, again=again) >= 3


@pytest.mark.parametrize("again", [False, True], ids=["goes on", "goes back once more"])
@pytest.mark.parametrize("hand", [False, True], ids=["nobody", "one taken out"])
def test_a_single_read_fails(hand: bool, again: bool) -> None:
    """The step back is done all the same where it can be, and forgets nobody."""
    troubles = (Trouble(failing_read=at, once=True, status=403) for at in range(1, 60))
    assert _met_by(troubles, hand=hand, again=again) >= 3
