from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.restriction_order import judge
from intune_waves.step.headcount import people
from intune_waves.step.plan import PlannedRestriction
from tests.guards.plans import GOOD, Said, plan, restriction

NAMES = ("next-group", "a", "b")
GROUPS = st.fixed_dictionaries({name: st.frozensets(st.sampled_from("uvwxyz")) for name in NAMES})
EVERYONE = {**GOOD.people.members, "everyone": frozenset({"adele", "alex", "megan", "lee"})}


def test_a_better_restriction_that_reaches_the_wave_is_refused() -> None:
    better = restriction("everyone", Platform.IOS, 0, "everyone")
    (complaint,) = judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions.enrollment, better)))
    assert str(complaint) == (
        "limited-pilot: iOS: for 2 people another restriction wins: everyone; "
        "take the people out of the other one's group [restriction-order]"
    )


def test_two_in_one_place_leave_open_which_wins() -> None:
    same = restriction("everyone", Platform.WINDOWS, 2, "everyone")
    complaints = list(judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions.enrollment, same))))
    assert [each.path for each in complaints] == ["expanded-pilot: Windows"]


def test_a_worse_one_harms_nobody() -> None:
    worse = restriction("everyone", Platform.WINDOWS, 3, "everyone")
    assert list(judge(plan(members=EVERYONE, restrictions=(*GOOD.restrictions.enrollment, worse)))) == []


def test_a_better_one_for_others_harms_nobody() -> None:
    others = restriction("others", Platform.WINDOWS, 0, "others")
    members = {**GOOD.people.members, "others": frozenset({"lee"})}
    assert list(judge(plan(members=members, restrictions=(*GOOD.restrictions.enrollment, others)))) == []


def test_a_wave_without_its_own_restriction_is_refused() -> None:
    (complaint,) = judge(plan(restrictions=GOOD.restrictions.enrollment[:2]))
    assert complaint.path == "expanded-pilot: Windows"
    assert complaint.what == "no restriction is assigned to the wave's group"


def test_a_planned_wave_needs_none() -> None:
    planned = tuple(
        replace(move, before=Stage.PLANNED, after=Stage.PLANNED, group=None) for move in GOOD.people.moves
    )
    assert list(judge(plan(moves=planned, restrictions=()))) == []


def test_the_best_of_a_wave_s_own_counts() -> None:
    second = restriction("pilot windows again", Platform.WINDOWS, 5, "pilot-group")
    between = restriction("everyone", Platform.WINDOWS, 3, "everyone")
    members = {**GOOD.people.members, "everyone": frozenset({"adele"})}
    crowded = (*GOOD.restrictions.enrollment, second, between)
    assert list(judge(plan(members=members, restrictions=crowded))) == []


@given(
    groups=GROUPS, ranked=st.lists(st.tuples(st.sets(st.sampled_from(NAMES), min_size=1), st.integers(1, 4)))
)
def test_each_person_s_winner_is_the_same_as_asked_one_by_one(
    groups: dict[str, frozenset[str]], ranked: list[tuple[set[str], int]]
) -> None:
    members = {**GOOD.people.members, **groups}
    restrictions = tuple(
        PlannedRestriction(f"r{n}", Platform.WINDOWS, False, priority, frozenset(names))
        for n, (names, priority) in enumerate(ranked)
    )
    judged = plan(moves=(GOOD.people.moves[1],), members=members, restrictions=restrictions)
    own = min((each.priority for each in restrictions if "next-group" in each.groups), default=None)
    lost = 0
    for person in members["next-group"]:
        reaching = [each for each in restrictions if any(person in members[group] for group in each.groups)]
        rivals = [each.priority for each in reaching if "next-group" not in each.groups]
        lost += own is not None and any(priority <= own for priority in rivals)
    complaints = list(judge(judged))
    if own is None:
        assert [each.what for each in complaints] == ["no restriction is assigned to the wave's group"]
    elif lost:
        (complaint,) = complaints
        assert complaint.what.startswith(f"for {people(lost)} another restriction wins")
    else:
        assert complaints == []


def test_a_restriction_of_others_on_the_wave_s_own_group_is_not_its_own() -> None:
    theirs = replace(restriction("theirs", Platform.WINDOWS, 0, "pilot-group", blocked=True), ours=False)
    (complaint,) = judge(plan(restrictions=(theirs, *GOOD.restrictions.enrollment)))
    assert complaint.what == "for 2 people another restriction wins: theirs"
    assert list(judge(plan(restrictions=(replace(theirs, priority=9), *GOOD.restrictions.enrollment)))) == []


def test_a_restriction_of_others_on_the_wave_s_own_group_does_not_replace_its_own() -> None:
    theirs = tuple(replace(each, ours=False) for each in GOOD.restrictions.enrollment)
    assert [complaint.what for complaint in judge(plan(restrictions=theirs))] == [
        "no restriction is assigned to the wave's group"
    ] * 3


def test_all_rivals_in_the_same_place_count_and_are_named_and_no_others() -> None:
    others = {"a": frozenset({"adele"}), "b": frozenset({"alex"}), "c": frozenset({"megan"})}
    members = {**GOOD.people.members, **others}
    rivals = tuple(restriction(f"rival {group}", Platform.WINDOWS, 1, group) for group in ("a", "b", "c"))
    found = [*judge(plan(restrictions=(*rivals, *GOOD.restrictions.enrollment), members=members))]
    assert [complaint.what for complaint in found] == [
        "for 2 people another restriction wins: rival a, rival b",
        "for 1 person another restriction wins: rival c",
    ]


def test_a_wave_that_goes_back_to_planned_needs_no_restriction() -> None:
    gone = replace(GOOD.people.moves[1], after=Stage.PLANNED)
    assert list(judge(plan(moves=(gone,), restrictions=()))) == []


def test_the_second_finding_says_what_was_expected_too() -> None:
    assert [each.expected for each in judge(said()[0])][1] == "the wave's own restriction"


def said() -> Said:
    staff = {**GOOD.people.members, "staff": frozenset({"adele"}), "sales": frozenset({"alex"})}
    better = restriction("everyone", Platform.WINDOWS, 0, "staff")
    also_better = restriction("sales", Platform.WINDOWS, 0, "sales")
    return (
        plan(restrictions=(better, also_better, *GOOD.restrictions.enrollment[::2]), members=staff),
        [
            "limited-pilot: Windows: for 2 people another restriction wins: everyone, sales; take the "
            "people out of the other one's group [restriction-order]",
            "limited-pilot: iOS: no restriction is assigned to the wave's group; somebody has taken it "
            "away by hand: ./migrate up in the period in force puts it back [restriction-order]",
        ],
        1,
        "the wave's own restriction ranked above it",
    )
