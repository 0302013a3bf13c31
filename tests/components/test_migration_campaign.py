"""How many policies are written at once: azuread's requests would be refused by the tenant's limit."""

from typing import Any

from components.migration_campaign import POLICIES_AT_ONCE, policy_before


def test_a_policy_waits_for_the_second_one_before_it() -> None:
    policies: list[Any] = []
    waits: dict[int, list[Any]] = {}
    for number in range(8):
        waits[number] = list(policy_before(policies))
        policies.append(number)
    assert POLICIES_AT_ONCE == 2
    assert waits == {0: [], 1: [], 2: [0], 3: [1], 4: [2], 5: [3], 6: [4], 7: [5]}
