import pytest

from intune_waves.campaign.people import ExistingGroup
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.wave_move import irreversible
from tests.campaign.build import wave

PHONES = wave(platforms=(Platform.IOS,))
OPEN = wave(personal_devices="allow", final_personal_devices="block")


@pytest.mark.parametrize("stage", list(Stage))
def test_a_wave_that_stays_has_nothing_to_undo(stage: Stage) -> None:
    assert list(irreversible(OPEN, stage, after=stage)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Stage.PLANNED, Stage.ANNOUNCE),
        (Stage.INSTRUCT, Stage.DEADLINE),
        (Stage.DEADLINE, Stage.ENFORCE),
        (Stage.ENFORCE, Stage.DEADLINE),
        (Stage.DEADLINE, Stage.INSTRUCT),
    ],
)
def test_most_steps_can_be_undone(before: Stage, after: Stage) -> None:
    assert list(irreversible(wave(), before, after=after)) == []


def test_people_who_may_enroll_do() -> None:
    (sentence,) = irreversible(wave(), Stage.ANNOUNCE, after=Stage.INSTRUCT)
    assert sentence == "whoever enrolls from now on stays enrolled, also when the wave goes back"


def test_people_who_have_enrolled_stay_enrolled() -> None:
    (sentence,) = irreversible(wave(), Stage.INSTRUCT, after=Stage.ANNOUNCE)
    assert sentence == "whoever has enrolled stays enrolled: a restriction touches new enrollments only"


def test_personal_devices_stay_enrolled_when_the_final_rule_blocks_them() -> None:
    (sentence,) = irreversible(OPEN, Stage.DEADLINE, after=Stage.ENFORCE)
    assert sentence.startswith("personal devices that are enrolled stay enrolled")
    assert list(irreversible(OPEN, Stage.ENFORCE, after=Stage.DEADLINE)) == []
    assert list(irreversible(wave(personal_devices="allow"), Stage.DEADLINE, after=Stage.ENFORCE)) == []


def test_a_wave_that_goes_back_to_planned_loses_its_objects() -> None:
    (sentence,) = irreversible(wave(), Stage.ANNOUNCE, after=Stage.PLANNED)
    assert sentence.startswith("its group, its restrictions and its policy are deleted")
    (sentence,) = irreversible(wave(people=ExistingGroup("Engineering")), Stage.ANNOUNCE, after=Stage.PLANNED)
    assert sentence.startswith("its restrictions and its policy are deleted")


def test_taking_out_a_wave_whose_people_may_enroll_says_both() -> None:
    assert len(list(irreversible(wave(), Stage.DEADLINE, after=Stage.PLANNED))) == 2


def test_a_policy_that_only_enforce_has_is_deleted_on_the_way_back() -> None:
    (sentence,) = irreversible(PHONES, Stage.ENFORCE, after=Stage.DEADLINE)
    assert sentence == (
        "its policy is deleted, because the wave has no Windows to report on; it is made anew later"
    )
    assert list(irreversible(PHONES, Stage.DEADLINE, after=Stage.ENFORCE)) == []
