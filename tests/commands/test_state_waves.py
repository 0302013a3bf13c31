"""What a state says of the waves, also one that says little."""

from typing import Any

from commands.state_waves import state_waves
from migration.stage import Stage


def exported(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": [{"type": "pulumi:pulumi:Stack"}, *resources]}}


def test_stages_titles_and_groups_are_those_of_the_last_step() -> None:
    campaign = {
        "stages": {"pilot": "deadline", "rest": "planned"},
        "waves": [{"id": "pilot", "title": "Pilot", "platforms": ["windows", "ios"]}],
    }
    gate = {"wave": "pilot", "groupId": "g-1", "stage": "deadline"}
    found = state_waves(
        exported(
            {"type": "intune:index:Campaign", "inputs": campaign},
            {"type": "intune:index:StageGate", "inputs": gate},
            {"type": "intune:index:GroupMembership", "inputs": {"groupId": "g-2"}},
        )
    )
    assert [found.stage(each) for each in ("pilot", "rest", "new")] == [
        Stage.DEADLINE,
        Stage.PLANNED,
        Stage.PLANNED,
    ]
    assert found.titles == {"pilot": "Pilot"}
    assert found.platforms == {"pilot": ("windows", "ios")}
    assert found.groups == {"pilot": "g-1"}


def test_before_the_first_step_every_wave_is_planned() -> None:
    for empty in ({}, {"deployment": None}, {"deployment": {"resources": None}}, exported()):
        found = state_waves(empty)
        assert (found.stage("pilot"), dict(found.stages), dict(found.groups)) == (Stage.PLANNED, {}, {})
