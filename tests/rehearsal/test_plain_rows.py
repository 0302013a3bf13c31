"""A rehearsal in plain values, whole."""

from dataclasses import asdict
from typing import Any

import pytest

from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, Thresholds
from intune_waves.rehearsal import Assumptions, Figures, WaveFigures, declared_figures, rehearse
from intune_waves.rehearsal.plain_rows import plain_rows
from tests.campaign.build import campaign, wave

PILOT = wave("limited-pilot", size=50, thresholds={Stage.ENFORCE: Thresholds(coverage=99)})
NEXT = wave("next-pilot", size=200, start=After("limited-pilot"))
PLANNED = campaign(PILOT, NEXT)
KNOWN = {
    **declared_figures(PLANNED).waves,
    "limited-pilot": WaveFigures(50, "declared", also_in=(("next-pilot", 3),)),
    "next-pilot": WaveFigures(None, "unknown"),
}


@pytest.fixture
def rows() -> dict[str, Any]:
    rehearsed = rehearse(PLANNED, schedule(PLANNED), figures=Figures(KNOWN), assumed=Assumptions())
    return plain_rows(rehearsed, basis="declared", notes=("A note.",))


def test_the_head_says_what_was_rehearsed_and_on_what(rows: dict[str, Any]) -> None:
    assert rows["campaign"] == "Adatum moves to Intune"
    assert rows["basis"] == "declared"
    assert rows["assumptions"] == asdict(Assumptions())
    assert rows["first_refused"] == 2
    assert rows["remarks"][-1] == "A note."
    assert len(rows) == 7


def test_each_wave_has_its_figures(rows: dict[str, Any]) -> None:
    pilot, following = rows["waves"]
    assert (pilot["wave"], pilot["people"], pilot["also_in"]) == ("limited-pilot", 50, {"next-pilot": 3})
    assert (following["wave"], following["people"]) == ("next-pilot", None)


def test_each_period_has_its_sums(rows: dict[str, Any]) -> None:
    fourth = rows["periods"][3]
    assert [each["rule"] for each in fourth.pop("refusals")] == ["stage-gate"]
    assert [step.pop("wave") for step in fourth["steps"]] == ["limited-pilot", "next-pilot"]
    assert fourth.pop("steps")[0] == {
        "before": "deadline",
        "now": "enforce",
        "people": 50,
        "covered": 46,
        "covered_percent": 92.0,
        "asked": 0,
        "blocked": 4,
        "never_enrolled": 3,
        "not_compliant": 1,
    }
    assert fourth == {
        "period": 4,
        "first_day": "2027-02-22",
        "people": 50,
        "covered": 46,
        "asked": 0,
        "blocked": 4,
        "complete": False,
        "closes": False,
        "policies": 2,
        "restrictions": 4,
    }


def test_refusals_are_told_whole(rows: dict[str, Any]) -> None:
    (refusal,) = rows["periods"][3]["refusals"]
    assert refusal["text"].startswith(
        "stages.enforce.coverage: limited-pilot from deadline to enforce: failed: "
    )
    assert refusal["text"].endswith("[stage-gate]")


def test_what_is_not_known_is_none(rows: dict[str, Any]) -> None:
    step = next(each for each in rows["periods"][1]["steps"] if each["wave"] == "next-pilot")
    unknown = ("people", "covered", "asked", "blocked", "never_enrolled", "not_compliant")
    assert [step[name] for name in unknown] == [None] * len(unknown)
    assert (step["before"], step["now"]) == ("planned", "announce")
