"""A stack is configured, or the program ends with every complaint and nothing else."""

from pathlib import Path

import pulumi
import pytest

from components.configuration import configuration
from intune_waves.campaign.stage import Stage
from tests.components.ending import ProgramEnded
from tests.components.recording import Recording

WAVES = Path(__file__).resolve().parents[2] / "waves"


@pytest.fixture(autouse=True)
def project() -> None:
    pulumi.runtime.set_mocks(Recording(), project="project", stack="test")


async def test_the_campaign_comes_with_what_the_stack_says(monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(pulumi, "warn", warnings.append)
    monkeypatch.setattr(
        "components.configuration.kept_open_by", lambda campaign, schedule, period: (f"wave-{period}",)
    )
    pulumi.runtime.set_all_config({"project:period": "2", "project:stop": "the help desk is closed"})
    found = await configuration(WAVES)
    assert (found.period, found.confirmed_step, found.stop) == (2, None, "the help desk is closed")
    assert warnings == [
        "the campaign is stopped: no wave is enforced, every policy is report-only: the help desk is closed",
        "the campaign stays open, because wave-2 is not enforced",
    ]
    first = found.schedule.order[0]
    assert found.schedule.stage(first, found.schedule.starts[first]) is Stage.ANNOUNCE
    assert {wave.id for wave in found.campaign.waves} == set(found.schedule.order)


async def test_a_period_that_is_none_ends_the_program(shown: list[str]) -> None:
    pulumi.runtime.set_all_config({"project:period": "next"})
    with pytest.raises(ProgramEnded):
        await configuration(WAVES)
    assert shown == [
        "period: 'next' is no period; write a whole number from 0 (before the campaign) to 9999 [period]"
    ]


async def test_declarations_that_do_not_hold_end_the_program(shown: list[str], tmp_path: Path) -> None:
    pulumi.runtime.set_all_config({"project:period": "0"})
    with pytest.raises(ProgramEnded):
        await configuration(tmp_path)
    (message,) = shown
    assert "campaign.yaml" in message
    assert "Traceback" not in message
