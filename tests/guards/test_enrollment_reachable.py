from dataclasses import replace

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.enrollment_reachable import judge
from intune_waves.step.plan import Plan
from tests.guards.plans import GOOD, Said, plan, restriction

EVERY = frozenset(Platform)


def stranded(judged: Plan) -> int:
    complaints = list(judge(judged))
    assert len(complaints) <= 1
    count = complaints[0].got if complaints else 0
    assert isinstance(count, int)
    return count


def test_people_whose_restrictions_allow_their_platforms_pass() -> None:
    assert stranded(plan(blocked_by_default=EVERY)) == 0


def test_a_platform_that_is_blocked_strands_those_who_have_no_other() -> None:
    blocked = replace(GOOD.restrictions.enrollment[1], platform_blocked=True)
    (complaint,) = judge(plan(restrictions=(GOOD.restrictions.enrollment[0], blocked)))
    assert complaint.what == "1 person would be enforced and may enroll none of their platforms"


def test_one_allowed_platform_is_enough() -> None:
    blocked = replace(GOOD.restrictions.enrollment[1], platform_blocked=True)
    both = {**GOOD.people.platforms, "alex": frozenset({Platform.IOS, Platform.WINDOWS})}
    assert stranded(plan(restrictions=(GOOD.restrictions.enrollment[0], blocked), platforms=both)) == 0


def test_only_the_best_of_several_restrictions_counts() -> None:
    better = restriction("everyone", Platform.WINDOWS, 0, "pilot-group", blocked=True)
    assert stranded(plan(restrictions=(*GOOD.restrictions.enrollment, better))) == 1
    worse = replace(better, priority=9)
    assert stranded(plan(restrictions=(*GOOD.restrictions.enrollment, worse))) == 0


def test_a_better_restriction_that_allows_saves_people_from_a_worse_one() -> None:
    blocked = replace(GOOD.restrictions.enrollment[0], platform_blocked=True)
    better = restriction("allowed", Platform.WINDOWS, 0, "pilot-group")
    assert stranded(plan(restrictions=(blocked, GOOD.restrictions.enrollment[1], better))) == 0


def test_without_a_restriction_the_default_decides() -> None:
    assert stranded(plan(restrictions=())) == 0
    assert stranded(plan(restrictions=(), blocked_by_default=frozenset({Platform.WINDOWS}))) == 1
    assert stranded(plan(restrictions=(), blocked_by_default=EVERY)) == 2


def test_a_restriction_for_others_leaves_people_to_the_default() -> None:
    others = restriction("next windows", Platform.WINDOWS, 1, "next-group")
    assert stranded(plan(restrictions=(others,), blocked_by_default=EVERY)) == 2


def test_people_of_unknown_platforms_need_any_that_is_allowed() -> None:
    assert stranded(plan(platforms={}, blocked_by_default=EVERY)) == 0
    assert stranded(plan(platforms={}, restrictions=(), blocked_by_default=EVERY)) == 2


def test_whoever_is_not_enforced_is_not_judged() -> None:
    earlier = tuple(replace(move, after=Stage.DEADLINE) for move in GOOD.people.moves)
    assert stranded(plan(moves=earlier, restrictions=(), blocked_by_default=EVERY)) == 0


def test_whoever_was_enforced_before_is_judged_again() -> None:
    enforced = (replace(GOOD.people.moves[0], before=Stage.ENFORCE),)
    assert stranded(plan(moves=enforced, restrictions=(), blocked_by_default=EVERY)) == 2


def test_people_of_unknown_platforms_may_use_an_open_default() -> None:
    only_mac = EVERY - {Platform.MAC}
    assert stranded(plan(platforms={}, restrictions=(), blocked_by_default=only_mac)) == 0


def said() -> Said:
    return (
        plan(restrictions=(), blocked_by_default=frozenset(Platform)),
        [
            "2 people would be enforced and may enroll none of their platforms; add their platforms "
            "to the wave, or correct the restriction that wins for them [enrollment-reachable]"
        ],
        2,
        "a restriction in force that allows at least one platform of each person",
    )
