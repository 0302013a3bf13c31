"""A stack that the version before deployed: its state is read, and nothing of it would change."""

import json
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.differences import differences
from intune_waves.provider.protocol.kinds import TOKENS, kind_of
from intune_waves.provider.protocol.property import check_shape
from intune_waves.stack.stack_state import StackState

EXPORTED = json.loads((Path(__file__).parent / "states" / "0.1.0-period-4.json").read_text(encoding="utf-8"))
NATIVE = [each for each in EXPORTED["deployment"]["resources"] if each["type"] in TOKENS]
"""The resources of the provider `intune`, as version 0.1.0 left them in period 4."""


def test_its_campaign_is_read() -> None:
    state = StackState.read(EXPORTED)
    assert state.period == 4
    assert {wave: found.stage for wave, found in state.waves.items()} == {
        "limited-pilot": Stage.ENFORCE,
        "expanded-pilot": Stage.DEADLINE,
        "tech-savvy": Stage.INSTRUCT,
        "eastern-us": Stage.ANNOUNCE,
    }


@pytest.mark.parametrize("resource", NATIVE, ids=lambda each: each["urn"].rpartition("$")[2])
def test_what_was_declared_then_is_declared_still_and_no_difference(resource: dict[str, Any]) -> None:
    kind = kind_of(resource["type"])
    declared = {name: value for name, value in resource["inputs"].items() if not name.startswith("__")}
    set_by_programs = {each.name for each in kind.properties if each.role in ("input", "condition")}
    given = {name: value for name, value in declared.items() if name in set_by_programs}
    assert check_shape(kind.properties, given) == []
    assert kind(Connection({})).changes(resource["outputs"], declared) == {}


def test_a_size_that_a_wave_declares_today_is_no_difference() -> None:
    (membership, *_) = [each for each in NATIVE if each["type"].endswith("GroupMembership")]
    kind = kind_of(membership["type"])
    declared = {**membership["inputs"], "expectedSize": 50}
    assert "expectedSize" not in membership["inputs"]
    assert differences(membership["outputs"], declared, properties=kind.properties) == {}


def test_every_native_kind_of_then_is_there() -> None:
    assert len({each["type"] for each in NATIVE}) == 7
