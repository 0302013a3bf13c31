"""Which policies a step turns to report-only by its very first write."""

from typing import Any

import pytest

from intune_waves.campaign.naming import everybody_policy_name, policy_name_of
from intune_waves.provider.letting_out import policies_to_turn

WAVES = [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}]


def _policies(before: str, after: str, *, goes_back: bool, **more: Any) -> set[str]:
    """By the first letters of the stages of both waves."""
    stages = {"d": "deadline", "e": "enforce", "i": "instruct"}
    was, now = (
        {"waves": WAVES, "stages": {"one": stages[each[0]], "two": stages[each[1]]}}
        for each in (before, after)
    )
    return set(policies_to_turn({**was, **more}, {**now, **more}, goes_back=goes_back))


@pytest.mark.parametrize(
    ("before", "after", "goes_back", "turned"),
    [
        ("ee", "ed", True, {"Two"}),
        ("ed", "di", True, {"One", "Two"}),
        ("di", "id", True, {"One", "Two"}),
        ("ed", "ee", False, set()),
        ("ed", "de", False, {"One"}),
    ],
    ids=[
        "the policy of a wave that leaves enforce",
        "also of one that only a hand can have enabled",
        "in every step back",
        "nothing in a step forward: admission looks at each wave",
        "whatever else goes on",
    ],
)
def test_of_a_step(before: str, after: str, goes_back: bool, turned: set[str]) -> None:
    everybody = {everybody_policy_name()} if turned else set()
    expected = {policy_name_of(each) for each in turned} | everybody
    assert _policies(before, after, goes_back=goes_back) == expected


def test_a_stop_turns_the_one_for_everybody_too() -> None:
    turned = _policies("ee", "dd", goes_back=True, closed=True, stop="why")
    assert turned == {everybody_policy_name(), policy_name_of("One"), policy_name_of("Two")}
