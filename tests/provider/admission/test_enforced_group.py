"""What the tenant remembers beside a wave's enforced group: hands are told from runs that were broken off."""

from typing import Any

import pytest

from intune_waves.graph.group_membership import reconcile
from intune_waves.provider.admission import admitting, enforced_group
from intune_waves.provider.admission.enforced_group import EnforcedGroup
from intune_waves.provider.protocol.refusal import Refusal
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import REPORT_ONLY, EnforcedWave, enforce
from tests.provider.engine import another_run
from tests.provider.stepped_tenant import accounts

wave = enforced_wave.wave


async def test_a_step_back_empties_the_group_and_reads_nothing_that_could_fail(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.add(wave.uncovered_newcomer())
    await wave.admission.up(wave.declared("enforce"))
    await wave.step(3, "deadline")
    assert wave.admitted() == set()
    another_run(wave.admission.provider)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people(), "the gate admits whoever waited too"
    assert wave.dated() == [], "nothing is remembered of people who are all admitted"


async def test_a_run_killed_between_policy_and_admission_counts_nobody_as_taken_out_by_hand(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    wave.turn_by_a_stop()
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    wave.write_policy("enforce")
    assert wave.admitted() == set(), "here the run is killed"
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people()
    assert wave.waiting() == {}
    assert wave.dated() == []
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


async def test_after_a_run_killed_so_the_people_return_by_the_gate_alone(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.turn_by_a_stop()
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    wave.write_policy("enforce")
    wave.lose_coverage()
    with pytest.raises(Refusal, match="covered"):
        await wave.step(4, "enforce")
    assert wave.admitted() == set()


@pytest.mark.parametrize("meanwhile", ["nothing", "refresh", "stop", "step back", "exclusion"])
async def test_whom_a_hand_took_out_stays_out_whatever_happens_meanwhile(
    wave: EnforcedWave, meanwhile: str
) -> None:
    await enforce(wave)
    person = min(wave.people())
    if meanwhile == "exclusion":
        users = {"excludeUsers": [*accounts(wave.tenant), person]}
        wave.patch(state=REPORT_ONLY, conditions={"users": users})
    else:
        wave.remove(person, wave.enforced)
    if meanwhile == "refresh":
        assert await wave.admission.refresh()
    elif meanwhile == "stop":
        wave.patch(state=REPORT_ONLY)
    elif meanwhile == "step back":
        await wave.step(3, "deadline")
        another_run(wave.admission.provider)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people() - {person}
    assert [*wave.waiting().values()] == [1], "until a day of their own"
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


@pytest.mark.parametrize("written", ["half", "all"])
async def test_whom_a_broken_off_run_has_admitted_is_taken_for_nobodys_hand(
    wave: EnforcedWave, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enforce(wave)
    wave.remove(min(wave.people()), wave.group)
    for _ in range(2):
        wave.add(wave.covered_newcomer())
    await wave.judge(4, "enforce")

    async def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    if written == "all":
        monkeypatch.setattr(EnforcedGroup, "keep_waiting", killed)
    else:
        monkeypatch.setattr(admitting, "reconcile", _letting_out_alone)
    with pytest.raises(KeyboardInterrupt):
        await wave.admission.up(wave.declared("enforce"))
    monkeypatch.undo()
    other = wave.uncovered_newcomer()
    wave.add(other)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people() - {other}
    assert [name.partition(" until")[0] for name in wave.dated()] == ["Intune waves: One (waiting"]
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


async def _letting_out_alone(client: Any, group: str, desired: Any, *, existing: Any) -> None:
    """Let out whoever is to be, and be killed before anybody is admitted."""
    if set(desired) - set(existing):
        raise KeyboardInterrupt
    await reconcile(client, group, desired=desired, existing=existing)


async def test_a_step_back_that_was_broken_off_lets_the_wave_enter_anew(
    wave: EnforcedWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enforce(wave)
    people = wave.people()

    async def half(client: Any, group: str, desired: Any, *, existing: Any) -> None:
        for person in sorted(existing)[:4]:
            wave.tenant.call("DELETE", f"/v1.0/groups/{group}/members/{person}/$ref")
        raise KeyboardInterrupt

    await wave.judge(3, "deadline")
    await wave.gate.up(wave.gate_declared("deadline", 3))
    wave.write_policy("deadline")
    monkeypatch.setattr(enforced_group, "reconcile", half)
    with pytest.raises(KeyboardInterrupt):
        await wave.admission.up(wave.declared("deadline"))
    monkeypatch.undo()
    await wave.step(4, "enforce")
    assert wave.admitted() == people
    assert wave.dated() == []


async def test_whom_a_hand_puts_into_the_enforced_group_before_its_day_is_taken_out(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    wave.add(wave.uncovered_newcomer(), wave.enforced)
    assert await wave.admission.changed(wave.declared("deadline")) == {"admitted"}
    await wave.admission.up(wave.declared("deadline"))
    assert wave.admitted() == set()
