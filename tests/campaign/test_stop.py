import pytest

from intune_waves.campaign.errors import StopError
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stop import parse_stop, stage_in_force, stages_in_force
from intune_waves.campaign.wave import After
from tests.campaign.build import campaign, wave

SCHEDULE = schedule(campaign(wave(), wave("next-pilot", start=After("limited-pilot"))))


def test_without_a_value_nothing_is_stopped() -> None:
    assert parse_stop(None) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Certificates are broken", "Certificates are broken"),
        ("  two\n lines ", "two lines"),
        ("Störung", "Störung"),
    ],
)
def test_a_reason_stops(text: str, reason: str) -> None:
    assert parse_stop(text) == reason


@pytest.mark.parametrize("text", ["", " ", "true", "False", "no", "ON", "1", "0", "--", "null", "_"])
def test_what_says_no_reason_is_refused(text: str) -> None:
    with pytest.raises(StopError) as refused:
        parse_stop(text)
    assert str(refused.value).startswith(f"stop: {text.strip()!r} says no reason; write why")
    assert str(refused.value).endswith("[stop-reason]")


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stop_takes_enforced_waves_to_deadline_and_no_other(stage: Stage) -> None:
    assert stage_in_force(stage, None) is stage
    assert stage_in_force(stage, "broken") is (Stage.DEADLINE if stage is Stage.ENFORCE else stage)


@pytest.mark.parametrize("period", [0, 3, 4, 5, 30])
def test_while_stopped_nobody_is_enforced_in_any_period(period: int) -> None:
    stopped = stages_in_force(SCHEDULE, period, "broken")
    assert Stage.ENFORCE not in stopped.values()
    assert list(stopped) == ["limited-pilot", "next-pilot"]


def test_without_a_stop_the_schedule_is_in_force() -> None:
    assert stages_in_force(SCHEDULE, 4, None) == {
        "limited-pilot": Stage.ENFORCE,
        "next-pilot": Stage.DEADLINE,
    }
