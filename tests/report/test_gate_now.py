"""Where people are counted now, the report says whether the gate would let them through."""

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds
from intune_waves.report.rows import StepRow
from intune_waves.step.meaning import Counted, PeopleCount
from tests.report.build import campaign, report, wave


def _step(covered: int, **thresholds: float) -> StepRow:
    """Tech-savvy's step from deadline, entered in period 5, to enforce in period 6."""
    asked = {Stage.ENFORCE: Thresholds(**thresholds)}  # type: ignore[arg-type]  # soak is a whole number here
    declared = campaign(*(wave(w.id, start=w.start, thresholds=asked) for w in campaign().waves))
    made = report(declared, counted={"tech-savvy": Counted(PeopleCount(100, covered, 100 - covered))})
    return next(step for step in made.upcoming.steps if step.wave == "tech-savvy")


@pytest.mark.parametrize(
    ("covered", "thresholds", "gate"),
    [
        (90, {"coverage": 90}, "would pass"),
        (89, {"coverage": 90}, "would not pass: 89 of 100 covered (89 %, needs 90 %)"),
        (95, {"newly_blocked": 4}, "would not pass: 5 people would lose access (at most 4)"),
        (95, {"soak": 2}, "would not pass: 1 period in the stage before (needs 2)"),
        (95, {"failed_enrollments": 1}, ""),
        (95, {}, ""),
    ],
)
def test_it_is_judged_as_the_gate_judges(covered: int, thresholds: dict[str, float], gate: str) -> None:
    assert _step(covered, **thresholds).gate == gate


def test_a_gate_that_would_not_pass_is_told_up_front() -> None:
    low = report(counted={"tech-savvy": Counted(PeopleCount(2000, 1789, 192, 19))}).upcoming
    assert low.headline == "Period 6 from 22 March: 2,000 people are enforced, 211 of them would lose access."
    assert low.others[0] == "As counted now, the gate of Tech-savvy would not pass."


def test_what_is_only_rehearsed_is_left_to_the_rehearsal() -> None:
    assert [step.gate for step in report(counted={}).upcoming.steps] == ["", ""]
