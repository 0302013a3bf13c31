from dataclasses import replace

from migration.guards.restriction_order import judge
from migration.platform import Platform
from migration.stage import Stage
from tests.migration.guards.plans import GOOD, plan, restriction

EVERYONE = {**GOOD.members, "everyone": frozenset({"adele", "alex", "megan", "lee"})}


def test_a_better_restriction_that_reaches_the_wave_is_refused() -> None:
    better = restriction("everyone", Platform.IOS, 0, "everyone")
    (complaint,) = judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions, better)))
    assert str(complaint) == (
        "limited-pilot: iOS: for 2 people another restriction wins: everyone; rank the wave's restriction"
        " higher, or take the people out of the other one's group [restriction-order]"
    )


def test_two_in_one_place_leave_open_which_wins() -> None:
    same = restriction("everyone", Platform.WINDOWS, 2, "everyone")
    complaints = list(judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions, same))))
    assert [each.path for each in complaints] == ["expanded-pilot: Windows"]


def test_a_worse_one_harms_nobody() -> None:
    worse = restriction("everyone", Platform.WINDOWS, 3, "everyone")
    assert list(judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions, worse)))) == []


def test_a_better_one_for_others_harms_nobody() -> None:
    others = restriction("others", Platform.WINDOWS, 0, "others")
    members = {**GOOD.members, "others": frozenset({"lee"})}
    assert list(judge(plan(members=members, restrictions=(*GOOD.restrictions, others)))) == []


def test_a_wave_without_its_own_restriction_is_refused() -> None:
    (complaint,) = judge(plan(restrictions=GOOD.restrictions[:2]))
    assert complaint.path == "expanded-pilot: Windows"
    assert complaint.what == "no restriction is assigned to the wave's group"


def test_a_planned_wave_needs_none() -> None:
    planned = tuple(
        replace(move, before=Stage.PLANNED, after=Stage.PLANNED, group=None) for move in GOOD.moves
    )
    assert list(judge(plan(moves=planned, restrictions=()))) == []


def test_the_best_of_a_wave_s_own_counts() -> None:
    second = restriction("pilot windows again", Platform.WINDOWS, 5, "pilot-group")
    between = restriction("everyone", Platform.WINDOWS, 3, "everyone")
    members = {**GOOD.members, "everyone": frozenset({"adele"})}
    assert list(judge(plan(members=members, restrictions=(*GOOD.restrictions, second, between)))) == []
