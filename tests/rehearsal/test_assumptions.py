"""What is assumed is stated, and what cannot be is refused with every complaint at once."""

import pytest

from intune_waves.campaign.errors import ComplaintsError
from intune_waves.rehearsal.assumptions import Assumptions, judge_assumptions


def test_the_defaults_are_stated_in_words() -> None:
    assert judge_assumptions({}) == Assumptions()
    assert Assumptions().sentence() == (
        "70 % enroll when instructed, 95 % by the deadline, 98 % after that; "
        "97 % of them with a compliant device"
    )


def test_what_is_given_replaces_a_default() -> None:
    assumed = judge_assumptions({"compliant": 90.5, "existing_policies": 12})
    assert assumed == Assumptions(compliant=90.5, existing_policies=12)


@pytest.mark.parametrize("value", [-1, 101, "70", True, None, float("nan")])
def test_what_is_no_percentage(value: object) -> None:
    with pytest.raises(ComplaintsError) as refused:
        judge_assumptions({"compliant": value})
    assert str(refused.value) == (
        f"compliant: {value!r} is none; write a percentage from 0 to 100 [assumption-value]"
    )


@pytest.mark.parametrize("value", [-1, 1.5, 10_001, "3", True])
def test_what_is_no_number_of_policies(value: object) -> None:
    with pytest.raises(ComplaintsError) as refused:
        judge_assumptions({"existing_policies": value})
    assert str(refused.value) == (
        f"existing_policies: {value!r} is none; write a whole number from 0 to 10000 [assumption-value]"
    )


def test_all_complaints_come_together() -> None:
    with pytest.raises(ComplaintsError) as refused:
        judge_assumptions({"helpful": 1, "compliant": 120, "failed_enrollments": -2})
    assert [(each.path, each.rule) for each in refused.value.complaints] == [
        ("helpful", "assumption-unknown"),
        ("compliant", "assumption-value"),
        ("failed_enrollments", "assumption-value"),
    ]
    assert str(refused.value.complaints[0]) == (
        "helpful: there is no such assumption; write one of enrolled_after_instruct, "
        "enrolled_after_deadline, enrolled_after_enforce, compliant, failed_enrollments, "
        "existing_policies, existing_restrictions [assumption-unknown]"
    )


def test_nobody_leaves_again() -> None:
    with pytest.raises(ComplaintsError) as refused:
        judge_assumptions({"enrolled_after_instruct": 96})
    assert str(refused.value) == (
        "enrolled_after_deadline: 95 % is less than the 96 % of enrolled_after_instruct, "
        "and nobody leaves again; write 96 or more [assumption-order]"
    )
