"""Behaviour files, and which behaviours are refused."""

from typing import Any

import pytest

from tools.simulated_tenant.behaviours.behaviour import (
    BehaviourError,
    behaviour_from,
    behaviour_names,
    read_behaviour,
)


def test_every_file_can_be_read() -> None:
    assert {"calm", "reluctant", "eager", "silent"} <= set(behaviour_names())
    for name in behaviour_names():
        assert read_behaviour(name).name == name


def test_the_last_share_repeats_and_pressure_only_adds() -> None:
    behaviour = behaviour_from({"enrolling": [0.1, 0.9], "pressed": 0.5})
    assert [behaviour.chance(step, pressed=False) for step in (1, 2, 3)] == [0.1, 0.9, 0.9]
    assert [behaviour.chance(step, pressed=True) for step in (1, 2)] == [0.5, 0.9]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"enrolling": []},
        {"enrolling": [2]},
        {"enrolling": [True]},
        {"enrolling": [0.5], "mood": "good"},
    ],
)
def test_a_behaviour_that_is_none_is_refused(given: Any) -> None:
    with pytest.raises(BehaviourError):
        behaviour_from(given)
