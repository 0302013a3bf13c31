from dataclasses import replace
from datetime import date

import pytest

from intune_waves.campaign.calendar import Freeze
from intune_waves.guards.freeze_window import judge
from tests.guards.plans import GOOD, Said, plan


def freeze(first: int, last: int) -> Freeze:
    return Freeze(date(2027, 2, first), date(2027, 2, last), "Audit")


@pytest.mark.parametrize("window", [freeze(22, 22), freeze(20, 22), freeze(22, 28), freeze(1, 28)])
def test_nobody_advances_in_a_freeze(window: Freeze) -> None:
    (complaint,) = judge(plan(freezes=(window,)))
    assert (
        complaint.what == "limited-pilot, expanded-pilot would advance on 2027-02-22, which is frozen: Audit"
    )


@pytest.mark.parametrize("window", [freeze(1, 21), freeze(23, 28)])
def test_before_and_after_it_they_do(window: Freeze) -> None:
    assert list(judge(plan(freezes=(window,)))) == []


def test_a_step_that_is_late_waits_for_the_end_of_a_freeze() -> None:
    (complaint,) = judge(plan(freezes=(freeze(23, 25),), today=date(2027, 2, 24)))
    assert complaint.what.endswith("would advance on 2027-02-24, which is frozen: Audit")
    assert list(judge(plan(freezes=(freeze(23, 25),), today=date(2027, 2, 26)))) == []


def test_going_back_and_staying_are_free() -> None:
    back = tuple(replace(move, before=move.after, after=move.before) for move in GOOD.people.moves)
    stay = tuple(replace(move, before=move.after) for move in GOOD.people.moves)
    assert list(judge(plan(freezes=(freeze(1, 28),), moves=back))) == []
    assert list(judge(plan(freezes=(freeze(1, 28),), moves=stay))) == []


def test_each_freeze_is_told() -> None:
    assert len(list(judge(plan(freezes=(freeze(22, 22), freeze(1, 28)))))) == 2


def test_no_campaign_closes_in_a_freeze() -> None:
    stay = tuple(replace(move, before=move.after) for move in GOOD.people.moves)
    (complaint,) = judge(plan(freezes=(freeze(22, 22),), moves=stay, closes=True))
    assert complaint.what == "the campaign would close on 2027-02-22, which is frozen: Audit"


def said() -> Said:
    return (
        plan(freezes=(Freeze(date(2027, 2, 22), date(2027, 2, 28), "Audit"),)),
        [
            "limited-pilot, expanded-pilot would advance on 2027-02-22, which is frozen: Audit; wait "
            "until 2027-03-01 [freeze-window]"
        ],
        date(2027, 2, 22),
        "a day after 2027-02-28",
    )
