"""Days that people have been told."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.stage import Stage
from intune_waves.step.told_days import (
    LaterDays,
    MovedDay,
    ToldDays,
    due_later,
    later_days,
    moved_days,
    read_later,
    written_later,
)

TOLD = {"one": {Stage.DEADLINE: date(2027, 2, 8), Stage.ENFORCE: date(2027, 2, 22)}}
YEAR_LATER = {"one": {Stage.DEADLINE: date(2028, 2, 8), Stage.ENFORCE: date(2028, 2, 22)}}
EARLIER = {"one": {Stage.DEADLINE: date(2027, 2, 8), Stage.ENFORCE: date(2027, 2, 15)}}


def test_an_earlier_day_is_refused_by_name() -> None:
    (found,) = moved_days(TOLD, EARLIER, stages={"one": Stage.INSTRUCT})
    assert found.earlier
    assert str(found.refusal()) == (
        "one: people were told 2027-02-22 for enforce; 2027-02-15 would be earlier: put the calendar back, "
        "or hold the wave until the day that people know [told-day-kept]"
    )


def test_a_later_day_is_told() -> None:
    found = list(moved_days(TOLD, YEAR_LATER, stages={"one": Stage.ANNOUNCE}))
    assert [each.earlier for each in found] == [False, False]
    assert str(found[1]) == (
        "one: people were told 2027-02-22 for enforce, and it becomes 2028-02-22; "
        "tell them once it is in force: ./migrate messages send"
    )


def test_days_of_stages_that_have_begun_and_of_waves_that_nobody_heard_of_are_free() -> None:
    assert list(moved_days(TOLD, EARLIER, stages={"one": Stage.ENFORCE})) == []
    assert list(moved_days(TOLD, EARLIER, stages={"one": Stage.PLANNED})) == []
    assert list(moved_days(TOLD, TOLD, stages={"one": Stage.ANNOUNCE})) == []
    assert list(moved_days(TOLD, {}, stages={"one": Stage.ANNOUNCE})) == []


def moved(in_force: Stage = Stage.INSTRUCT) -> list[MovedDay]:
    return [*moved_days(TOLD, YEAR_LATER, stages={"one": in_force})]


def test_a_later_day_is_kept_with_what_was_told_until_its_stage_has_come() -> None:
    kept = later_days({}, moved(), stages={"one": Stage.INSTRUCT}, period=3)
    assert kept == {"one": LaterDays(3, TOLD["one"])}
    assert later_days(kept, [], stages={"one": Stage.DEADLINE}, period=4) == kept
    assert later_days(kept, [], stages={"one": Stage.ENFORCE}, period=5) == {}
    assert later_days(kept, [], stages={}, period=4) == {}, "the wave is gone"


def test_a_day_that_moves_twice_in_a_period_is_told_once_and_in_another_again() -> None:
    once = LaterDays(3, {Stage.ENFORCE: date(2027, 2, 22)})
    again = [MovedDay("one", Stage.ENFORCE, date(2027, 3, 8), date(2027, 3, 22))]
    stages = {"one": Stage.INSTRUCT}
    assert later_days({"one": once}, again, stages=stages, period=3) == {"one": once}
    assert later_days({"one": once}, again, stages=stages, period=4) == {
        "one": LaterDays(4, {Stage.ENFORCE: date(2027, 3, 8)})
    }


def test_who_is_to_be_told_is_known_before_the_step_and_after_it() -> None:
    stages = {"one": Stage.INSTRUCT}
    before = due_later(ToldDays(TOLD), YEAR_LATER, stages=stages, period=3)
    assert before == {"one": LaterDays(3, TOLD["one"])}
    after = due_later(ToldDays(YEAR_LATER, before), YEAR_LATER, stages=stages, period=3)
    assert after == before
    assert due_later(ToldDays(YEAR_LATER, before), YEAR_LATER, stages=stages, period=4) == {}


def test_an_earlier_day_is_nobody_s_message() -> None:
    earlier = [*moved_days(TOLD, EARLIER, stages={"one": Stage.INSTRUCT})]
    assert later_days({}, earlier, stages={"one": Stage.INSTRUCT}, period=3) == {}


LATER = st.dictionaries(
    st.text("abc-", min_size=1, max_size=5),
    st.builds(
        LaterDays,
        st.integers(1, 99),
        st.dictionaries(
            st.sampled_from([Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE]), st.dates(), min_size=1
        ),
    ),
    max_size=3,
)


@given(LATER)
def test_what_is_written_is_read_again(later: dict[str, LaterDays]) -> None:
    assert read_later(written_later(later)) == later
