"""What a state says of the waves, also one that says little."""

from typing import Any

from intune_waves.campaign.stage import Stage
from intune_waves.stack.state_waves import StateWave, state_waves


def exported(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": [{"type": "pulumi:pulumi:Stack"}, *resources]}}


def gate(wave: str, **more: Any) -> dict[str, Any]:
    inputs = {"wave": wave, "stage": "deadline", "platforms": ["windows", "ios"], "groupId": "g-1", **more}
    return {"type": "intune:index:StageGate", "inputs": inputs}


def test_each_wave_is_where_its_gate_says_whatever_the_campaign_has_begun() -> None:
    campaign = {"stages": {"pilot": "enforce", "next": "announce"}}
    found = state_waves(
        exported(
            {"type": "intune:index:Campaign", "inputs": campaign},
            gate("pilot", title="Pilot"),
            gate("untitled", stage="announce", groupId="g-3"),
            {"type": "intune:index:GroupMembership", "inputs": {"groupId": "g-2"}},
        )
    )
    assert found == {
        "pilot": StateWave(Stage.DEADLINE, "Pilot", ("windows", "ios"), "g-1"),
        "untitled": StateWave(Stage.ANNOUNCE, "untitled", ("windows", "ios"), "g-3"),
    }


def test_before_the_first_step_no_wave_has_begun() -> None:
    for empty in ({}, {"deployment": None}, {"deployment": {"resources": None}}, exported()):
        assert state_waves(empty) == {}
