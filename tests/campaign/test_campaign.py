from datetime import date

import pytest

from intune_waves.campaign.calendar import Freeze
from intune_waves.campaign.wave import Thresholds
from tests.campaign.build import campaign, wave


def test_a_wave_is_found_by_its_id() -> None:
    assert campaign(wave("one"), wave("two")).wave("two").title == "Two"
    with pytest.raises(KeyError, match="three"):
        campaign(wave("one")).wave("three")


def test_a_freeze_includes_both_ends() -> None:
    freeze = Freeze(date(2027, 6, 21), date(2027, 7, 4), "Financial year end")
    covered = [freeze.covers(date(2027, month, day)) for month, day in ((6, 20), (6, 21), (7, 4), (7, 5))]
    assert covered == [False, True, True, False]


def test_thresholds_judge_something_or_nothing() -> None:
    assert not Thresholds()
    assert Thresholds(newly_blocked=0)
