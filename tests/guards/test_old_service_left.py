from dataclasses import replace

from intune_waves.campaign.stage import Stage
from intune_waves.guards.old_service_left import judge
from tests.guards.plans import GOOD, Said, plan


def test_nobody_is_enforced_who_has_not_left() -> None:
    (complaint,) = judge(plan(in_old_service=frozenset({"adele", "megan", "lee"})))
    assert complaint.path == "limited-pilot"
    assert complaint.what == "1 person would be enforced while the previous service manages a device"


def test_whoever_has_left_passes() -> None:
    assert list(judge(plan(in_old_service=frozenset({"megan"})))) == []


def test_a_wave_that_was_enforced_before_is_not_judged_again() -> None:
    before = (replace(GOOD.people.moves[0], before=Stage.ENFORCE),)
    assert list(judge(plan(moves=before, in_old_service=frozenset({"adele"})))) == []


def said() -> Said:
    return (
        plan(in_old_service=frozenset({"adele", "megan"})),
        [
            "limited-pilot: 1 person would be enforced while the previous service manages a device; "
            "let them leave it first, or hold the wave [old-service-left]"
        ],
        1,
        "people who have left the previous service",
    )
