from dataclasses import replace
from typing import Any

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.retire_everybody_enforced import judge
from intune_waves.step.plan import Plan
from tests.guards.plans import GOOD, Said, plan

PILOT, NEXT = (
    replace(
        each, before=Stage.ENFORCE, after=Stage.ENFORCE, wave=replace(each.wave, platforms=tuple(Platform))
    )
    for each in GOOD.people.moves
)
EVERYBODY = frozenset({"adele", "alex", "megan"})


def closing(**changes: Any) -> Plan:
    given = {"moves": (PILOT, NEXT), "enforces_everybody": True, "enabled_members": EVERYBODY, **changes}
    return plan(**given)


def test_everybody_whom_a_wave_has_enforced_passes() -> None:
    assert list(judge(closing())) == []


def test_whoever_is_in_no_wave_is_counted() -> None:
    (complaint,) = judge(closing(enabled_members=EVERYBODY | {"lee", "joni"}))
    assert complaint.got == 2
    assert complaint.what == "2 people are in no enforced wave and would be left out"


def test_whoever_is_in_a_wave_before_enforce_is_counted() -> None:
    (complaint,) = judge(closing(moves=(PILOT, replace(NEXT, after=Stage.DEADLINE))))
    assert complaint.what == "1 person is in no enforced wave and would be left out"


def test_a_wave_with_fewer_platforms_would_be_newly_enforced_on_the_others() -> None:
    narrow = replace(NEXT, wave=replace(NEXT.wave, platforms=(Platform.WINDOWS, Platform.ANDROID)))
    (complaint,) = judge(closing(moves=(PILOT, narrow)))
    assert complaint.path == "retire: expanded-pilot"
    assert complaint.what == "1 person would be newly enforced on iOS, macOS"


def test_the_two_kinds_of_android_are_one_to_conditional_access() -> None:
    most = (Platform.WINDOWS, Platform.MAC, Platform.IOS, Platform.ANDROID)
    assert list(judge(closing(moves=(PILOT, replace(NEXT, wave=replace(NEXT.wave, platforms=most)))))) == []


def test_an_empty_wave_with_fewer_platforms_harms_nobody() -> None:
    narrow = replace(NEXT, wave=replace(NEXT.wave, platforms=(Platform.WINDOWS,)))
    members = {"pilot-group": EVERYBODY}
    assert list(judge(closing(moves=(PILOT, narrow), members=members))) == []


def test_people_who_were_not_read_do_not_pass() -> None:
    (complaint,) = judge(closing(enabled_members=None))
    assert complaint.what == "who would be left out is not known"


def test_another_step_is_not_judged() -> None:
    assert list(judge(closing(enforces_everybody=False, enabled_members=EVERYBODY | {"lee"}))) == []


def said() -> Said:
    return (
        plan(enforces_everybody=True, enabled_members=frozenset({"adele", "alex", "lee"})),
        [
            "retire: 1 person is in no enforced wave and would be left out; put them into a wave and "
            "take it to enforce first [retire-everybody-enforced]",
        ],
        1,
        "everybody enforced by their wave before",
    )
