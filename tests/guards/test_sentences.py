"""What each guard says to people, whole: place, finding, way on, rule. Its own test has the sentences."""

from importlib import import_module

import pytest

from intune_waves.guards import Guard, every_guard
from tests.guards.plans import Said


def said_by(guard: Guard) -> Said:
    told: Said = import_module(f"tests.guards.test_{guard.rule.replace('-', '_')}").said()
    return told


@pytest.mark.parametrize("guard", every_guard(), ids=[each.rule for each in every_guard()])
def test_a_guard_says_where_what_and_the_way_on(guard: Guard) -> None:
    plan, sentences, got, expected = said_by(guard)
    found = list(guard(plan))
    assert [str(each) for each in found] == sentences
    assert all(sentence.endswith(f"[{guard.rule}]") for sentence in sentences)
    assert (found[0].got, found[0].expected) == (got, expected)
