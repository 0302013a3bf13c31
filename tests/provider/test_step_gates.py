"""The campaign asks the gates of all waves that go on before anything of the step is done."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.people import ListedPeople
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, Wave
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.step_gates import gate_refusals
from intune_waves.provider.step_inputs import StepInputs, entered
from intune_waves.step.period_step import InForce, PeriodStep, StepRules
from tests.provider.gated_tenant import GatedTenant, _Connected

NINETY = {"thresholds": {"coverage": 90}}
GROUPS = {"one": "group-1", "two": "group-2"}


def wave(wave_id: str) -> Wave:
    return Wave(wave_id, wave_id.title(), ListedPeople(10), AtPeriod(1), (Platform.WINDOWS,))


def step(before: dict[str, Stage], after: dict[str, Stage]) -> PeriodStep:
    waves = tuple(map(wave, ("one", "two", "three")))
    rules = StepRules(Calendar(date(2027, 1, 11), 14))
    return PeriodStep(InForce(3, waves, before), InForce(4, waves, after), rules)


TO_ENFORCE = step(
    {"one": Stage.DEADLINE, "two": Stage.DEADLINE}, {"one": Stage.ENFORCE, "two": Stage.ENFORCE}
)


@pytest.fixture
def tenant(tmp_path: Path) -> GatedTenant:
    return GatedTenant(tmp_path, covered=8)


async def refusals(
    tenant: GatedTenant,
    proposed: PeriodStep,
    gates: dict[str, Any],
    old: dict[str, Any] | None = None,
    **more: Any,
) -> list[str]:
    connection = _Connected({"INTUNE_WAVES_HOME": str(tenant.home)}, tenant.carrier.client(budget=0))
    judging = GateJudging(connection, lambda: tenant.clock)
    return await gate_refusals(
        judging, proposed, inputs={"gates": gates, **more}, groups=GROUPS, old=old or {}
    )


async def test_every_gate_that_refuses_is_heard_and_the_device_list_is_read_once(
    tenant: GatedTenant,
) -> None:
    said = await refusals(tenant, TO_ENFORCE, {"one": NINETY, "two": NINETY})
    assert [each.partition(";")[0] for each in said] == [
        "one: deadline -> enforce: failed: 8 of 10 covered (80 %, needs 90 %)",
        "two: deadline -> enforce: failed: 8 of 10 covered (80 %, needs 90 %)",
    ]
    assert tenant.reads("/managedDevices?") == 1


async def test_gates_that_pass_refuse_nothing(tenant: GatedTenant) -> None:
    assert await refusals(tenant, TO_ENFORCE, {"one": {"thresholds": {"coverage": 80}}}) == []


async def test_the_lines_of_people_who_are_gone_are_named(
    tenant: GatedTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tenant.home)
    (tenant.home / "one.csv").write_text("".join(f"p{number}@adatum.com\n" for number in range(10)))
    tenant.people = 9
    sized = replace(TO_ENFORCE.after, waves=(replace(wave("one"), size=10),))
    proposed = replace(TO_ENFORCE, before=replace(TO_ENFORCE.before, waves=()), after=sized)
    said = await refusals(tenant, proposed, {"one": NINETY}, lists={"one": "one.csv"})
    assert [line for each in said for line in each.splitlines()][1:] == [
        "one.csv:10: the tenant has no user p9@adatum.com; correct the name, or take the line out "
        "[person-unknown]"
    ]


@pytest.mark.parametrize(
    "proposed",
    [
        step({"one": Stage.ENFORCE}, {"one": Stage.DEADLINE}),
        step({"one": Stage.ENFORCE}, {"one": Stage.ENFORCE}),
        step({}, {"one": Stage.ANNOUNCE}),
    ],
    ids=["back", "staying", "announcing"],
)
async def test_only_a_wave_that_goes_on_is_asked(tenant: GatedTenant, proposed: PeriodStep) -> None:
    assert await refusals(tenant, proposed, {"one": NINETY}) == []
    assert tenant.carrier.sent == []


async def test_a_wave_whose_group_the_step_would_make_is_not_counted_and_not_let_through(
    tenant: GatedTenant,
) -> None:
    jump = step({}, {"three": Stage.ENFORCE})
    (said,) = await refusals(tenant, jump, {"three": NINETY})
    assert said.startswith("three: nothing -> enforce: inconclusive: ")
    assert "nobody is in it yet" in said


async def test_soak_counts_from_the_period_in_which_the_wave_came_into_its_stage(
    tenant: GatedTenant,
) -> None:
    soaked = {"one": {"thresholds": {"soak": 2}}}
    assert await refusals(tenant, TO_ENFORCE, soaked, {"entered": {"one": 2}}) == []
    (said,) = await refusals(tenant, TO_ENFORCE, soaked, {"entered": {"one": 3}})
    assert said.startswith("one: deadline -> enforce: failed: ")
    (said,) = await refusals(tenant, TO_ENFORCE, soaked)
    assert said.startswith("one: deadline -> enforce: inconclusive: ")


def test_a_wave_comes_into_a_stage_when_it_moves_and_stays_in_it_until_it_does() -> None:
    first: StepInputs = {"period": 1, "stages": {"one": "announce", "two": "planned"}}
    first["entered"] = entered(None, first)
    assert first["entered"] == {"one": 1, "two": 1}
    second: StepInputs = {"period": 2, "stages": {"one": "announce", "two": "announce"}}
    assert entered(first, second) == {"one": 1, "two": 2}
    assert entered({"period": 1, "stages": {"one": "announce"}}, second) == {"one": 1, "two": 2}
