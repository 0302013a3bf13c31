"""Hands by script: which are refused, and what is filled into their requests."""

from typing import Any

import pytest

from tools.simulated_tenant.faults.effect import FaultPlanError
from tools.simulated_tenant.faults.hands import hand_from

RENAMED = {
    "every": 3,
    "find": "/groups",
    "named": "Ours*",
    "method": "PATCH",
    "path": "/groups/{id}",
    "body": {"displayName": "{id} of {root}", "list": ["{other}", 1]},
}


@pytest.mark.parametrize(
    "given",
    [
        None,
        {**RENAMED, "verb": "PATCH"},
        {**RENAMED, "method": "GET"},
        {**RENAMED, "every": "often"},
        {name: value for name, value in RENAMED.items() if name != "path"},
    ],
)
def test_a_hand_that_is_none_is_refused(given: Any) -> None:
    with pytest.raises(FaultPlanError):
        hand_from(given)


def test_the_object_is_drawn_among_those_of_the_name() -> None:
    hand = hand_from(RENAMED)
    listed = [{"id": str(n), "displayName": name} for n, name in enumerate(["Ours 1", "Theirs", "Ours 2"])]
    assert [hand.chosen(listed, drawn) for drawn in (0.0, 0.49, 0.5, 0.99)] == ["0", "0", "2", "2"]
    assert hand.chosen(listed[1:2], 0.5) is None


def test_names_are_filled_into_path_and_body() -> None:
    path, body = hand_from(RENAMED).request({"id": "g", "root": "https://x", "other": "u"})
    assert path == "/groups/g"
    assert body == {"displayName": "g of https://x", "list": ["u", 1]}
