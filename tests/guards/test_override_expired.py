from dataclasses import replace

from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.place import Place, Places
from intune_waves.campaign.stage import Stage
from intune_waves.guards.override_expired import judge
from intune_waves.step.plan import PlannedMove
from tests.campaign.build import wave
from tests.guards.plans import GOOD, PILOT, Said, plan

PLACES = Places("waves/pilot.yaml", {"overrides.1.until": Place("waves/pilot.yaml", 14, 12)})


def moves(*untils: int, places: Places | None = PLACES) -> tuple[PlannedMove, ...]:
    overrides = tuple(
        Override(Stage.ENFORCE, "coverage", "Two people are on leave", "Megan Bowen", until)
        for until in untils
    )
    return (replace(GOOD.people.moves[0], wave=wave(overrides=overrides, places=places)),)


def test_an_override_that_is_over_is_told_with_its_line() -> None:
    (complaint,) = judge(plan(moves=moves(4, 3)))
    assert str(complaint) == (
        "waves/pilot.yaml:14:12: overrides.1.until: the override of enforce.coverage by Megan Bowen"
        " ended in period 3; remove it, or decide it anew [override-expired]"
    )


def test_without_a_place_it_is_told_too() -> None:
    (complaint,) = judge(plan(moves=moves(1, places=None)))
    assert complaint.where is None


def test_an_override_holds_through_its_last_period() -> None:
    assert list(judge(plan(moves=moves(4, 5)))) == []


def said() -> Said:
    pilot_move = GOOD.people.moves[0]
    late = replace(
        PILOT,
        overrides=(Override(Stage.ENFORCE, "coverage", "Late", "Megan Bowen", 3),),
        places=Places("waves/limited-pilot.yaml"),
    )
    return (
        plan(moves=(replace(pilot_move, wave=late),)),
        [
            "waves/limited-pilot.yaml: overrides.0.until: the override of enforce.coverage by Megan "
            "Bowen ended in period 3; remove it, or decide it anew [override-expired]"
        ],
        3,
        "a period of 4 or later",
    )
