"""What a state says of a campaign, also one that says little, and one of an earlier release."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.stack import resource_types
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import PendingOperation, StackState, StateWave, moment

OLD_STATE = Path(__file__).parent / "states" / "0.1.0-period-4.json"


def read(*resources: dict[str, Any], **deployment: Any) -> StackState:
    found = [{"type": "pulumi:pulumi:Stack"}, *resources]
    return StackState.read({"version": 3, "deployment": {"resources": found, **deployment}})


def gate(wave: str, **more: Any) -> dict[str, Any]:
    inputs = {"wave": wave, "stage": "deadline", "platforms": ["windows", "ios"], "groupId": "g-1", **more}
    return {"type": resource_types.STAGE_GATE, "inputs": inputs}


def test_each_wave_is_where_its_gate_says_whatever_the_campaign_has_begun() -> None:
    state = read(
        {"type": resource_types.CAMPAIGN, "outputs": {"stages": {"pilot": "enforce", "next": "announce"}}},
        gate("pilot", title="Pilot", period=3, evidence={"people": 50}),
        gate("untitled", stage="announce", groupId="g-3"),
        {"type": resource_types.GROUP_MEMBERSHIP, "inputs": {"groupId": "g-2"}},
    )
    assert state.waves == {
        "pilot": StateWave(Stage.DEADLINE, "Pilot", ("windows", "ios"), "g-1", 3, {"people": 50}),
        "untitled": StateWave(Stage.ANNOUNCE, "untitled", ("windows", "ios"), "g-3"),
    }
    assert state.begun == {"pilot": Stage.ENFORCE, "next": Stage.ANNOUNCE}


@pytest.mark.parametrize("empty", [{}, {"deployment": None}, {"deployment": {"resources": None}}])
def test_before_the_first_step_no_wave_has_begun(empty: dict[str, Any]) -> None:
    state = StackState.read(empty)
    assert (state.period, state.waves, state.pending, state.closed) == (None, {}, [], False)


@pytest.mark.parametrize(
    "broken",
    [
        {"deployment": {"resources": [None, 3, {"type": resource_types.CAMPAIGN}]}},
        {"deployment": {"resources": [{"type": resource_types.STAGE_GATE, "inputs": {"stage": "?"}}]}},
        {"deployment": {"resources": [{"type": resource_types.CAMPAIGN, "outputs": {"since": "soon"}}]}},
        {"deployment": {"resources": [{"type": resource_types.CAMPAIGN, "outputs": {"period": "two"}}]}},
    ],
)
def test_what_is_missing_stays_unknown(broken: dict[str, Any]) -> None:
    state = StackState.read(broken)
    assert (state.period, state.since, state.waves) == (None, None, {})


def test_a_gate_without_a_group_leaves_the_group_unknown() -> None:
    bare = {"type": resource_types.STAGE_GATE, "inputs": {"wave": "pilot", "stage": "announce"}}
    (wave,) = read(bare).waves.values()
    assert wave == StateWave(Stage.ANNOUNCE, "pilot", (), None)
    with pytest.raises(RefusedError, match="pilot: the state names no group of it"):
        wave.known_group()


def test_what_a_killed_run_was_making_is_pending() -> None:
    operation = {
        "type": "creating",
        "resource": {
            "type": resource_types.GROUP,
            "urn": "urn::pilot",
            "parent": "urn::wave",
            "inputs": {"displayName": "Pilot"},
        },
    }
    assert read(pending_operations=[operation, {}]).pending == [
        PendingOperation("creating", resource_types.GROUP, "urn::pilot", "urn::wave", "Pilot"),
        PendingOperation("", "", "", None, ""),
    ]


def test_a_state_of_the_release_before_is_read_whole() -> None:
    """As release 0.1.0 left it in period 4 of the shipped campaign."""
    state = StackState.read(json.loads(OLD_STATE.read_text()))
    assert (state.period, state.stop, state.closed, state.pending) == (4, None, False, [])
    assert {wave: (each.stage, each.period) for wave, each in state.waves.items()} == {
        "limited-pilot": (Stage.ENFORCE, 4),
        "expanded-pilot": (Stage.DEADLINE, 4),
        "tech-savvy": (Stage.INSTRUCT, 4),
        "eastern-us": (Stage.ANNOUNCE, 4),
    }
    assert all(each.group and each.platforms for each in state.waves.values())
    assert state.begun["all-regions"] is Stage.PLANNED
    assert state.members == {"limited-pilot": 50, "expanded-pilot": 200, "tech-savvy": 2000}
    assert set(state.changed) == set(state.waves)
    assert (state.policies, state.restrictions) == (4, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-03-08T09:31:00.123456789Z", datetime(2027, 3, 8, 9, 31, 0, 123456, tzinfo=UTC)),
        ("2027-03-08T11:31:00+02:00", datetime(2027, 3, 8, 9, 31, tzinfo=UTC)),
        ("2027-03-08T09:31:00", datetime(2027, 3, 8, 9, 31, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
def test_a_moment_is_read_in_utc_with_as_many_digits_as_go_writes(
    text: object, expected: datetime | None
) -> None:
    assert moment(text) == expected
