from dataclasses import replace

from intune_waves.campaign.stage import Stage
from intune_waves.guards.person_in_two_waves import judge
from tests.campaign.build import wave
from tests.guards.plans import GOOD, Said, plan


def test_a_person_in_two_waves_is_refused() -> None:
    (complaint,) = judge(plan(members={**GOOD.people.members, "next-group": frozenset({"megan", "alex"})}))
    assert complaint.path == "limited-pilot, expanded-pilot"
    assert complaint.what == "1 person would be in both waves"


def test_each_pair_is_told() -> None:
    third = replace(GOOD.people.moves[0], wave=wave("third"), group="third-group")
    members = {group: frozenset({"adele"}) for group in ("pilot-group", "next-group", "third-group")}
    assert len(list(judge(plan(moves=(*GOOD.people.moves, third), members=members)))) == 3


def test_people_in_one_wave_each_pass() -> None:
    assert list(judge(plan())) == []


def test_waves_that_have_no_group_yet_share_nobody() -> None:
    planned = tuple(replace(move, after=Stage.PLANNED, group=None) for move in GOOD.people.moves)
    assert list(judge(plan(moves=planned))) == []


def said() -> Said:
    return (
        plan(members={"pilot-group": frozenset({"a", "b", "c"}), "next-group": frozenset({"b", "c"})}),
        [
            "limited-pilot, expanded-pilot: 2 people would be in both waves; leave them out of one of"
            " the two [person-in-two-waves]"
        ],
        2,
        "each person in one wave",
    )
