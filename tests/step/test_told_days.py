"""Days that people have been told."""

from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.step.told_days import moved_days

TOLD = {"one": {Stage.DEADLINE: date(2027, 2, 8), Stage.ENFORCE: date(2027, 2, 22)}}
YEAR_LATER = {"one": {Stage.DEADLINE: date(2028, 2, 8), Stage.ENFORCE: date(2028, 2, 22)}}
EARLIER = {"one": {Stage.DEADLINE: date(2027, 2, 8), Stage.ENFORCE: date(2027, 2, 15)}}


def test_an_earlier_day_is_refused_by_name() -> None:
    (found,) = moved_days(TOLD, EARLIER, {"one": Stage.INSTRUCT})
    assert found.earlier
    assert str(found.refusal()) == (
        "one: people were told 2027-02-22 for enforce; 2027-02-15 would be earlier: put the calendar back, "
        "or hold the wave until the day that people know [told-day-kept]"
    )


def test_a_later_day_is_told() -> None:
    found = list(moved_days(TOLD, YEAR_LATER, {"one": Stage.ANNOUNCE}))
    assert [each.earlier for each in found] == [False, False]
    assert str(found[1]) == (
        "one: people were told 2027-02-22 for enforce, and it becomes 2028-02-22; "
        "tell them by ./migrate messages"
    )


def test_days_of_stages_that_have_begun_and_of_waves_that_nobody_heard_of_are_free() -> None:
    assert list(moved_days(TOLD, EARLIER, {"one": Stage.ENFORCE})) == []
    assert list(moved_days(TOLD, EARLIER, {"one": Stage.PLANNED})) == []
    assert list(moved_days(TOLD, TOLD, {"one": Stage.ANNOUNCE})) == []
    assert list(moved_days(TOLD, {}, {"one": Stage.ANNOUNCE})) == []
