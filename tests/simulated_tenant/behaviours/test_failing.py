"""Whose enrollment fails when the clock moves, and that they enroll later all the same."""

from collections import Counter
from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.behaviours.behaviour import behaviour_from

EVENTS = "/v1.0/deviceManagement/troubleshootingEvents"


def stepped(behaviour: Any, steps: int = 1, people: int = 2400) -> Simulated:
    adatum = Simulated(people=people)
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    assert adatum.control("PUT", "behaviour", behaviour).status_code == 200
    adatum.control("POST", "clock", {"days": 7 * steps, "steps": steps})
    return adatum


def failures(adatum: Simulated) -> list[Any]:
    found: list[Any] = adatum.get(EVENTS).json()["value"]
    return found


def enrolled(adatum: Simulated) -> set[str]:
    return {row[0] for row in adatum.tenant.db.execute("SELECT id FROM managed_device")}


def test_a_small_share_of_the_attempts_fails_and_a_larger_one_with_broken_devices() -> None:
    shares = []
    for name in ("calm", "broken-devices"):
        adatum = stepped({"name": name})
        failed = len(failures(adatum))
        shares.append(failed / (failed + len(enrolled(adatum))))
    assert 0.02 < shares[0] < 0.04
    assert 0.17 < shares[1] < 0.23


def test_who_failed_is_not_enrolled_yet_and_most_of_them_are_in_the_end() -> None:
    adatum = stepped({"name": "broken-devices"})
    first = {each["deviceId"] for each in failures(adatum)}
    assert first
    assert not first & enrolled(adatum)
    adatum.control("POST", "clock", {"days": 28, "steps": 4})
    assert len(first & enrolled(adatum)) > 0.9 * len(first)


def test_a_device_fails_at_most_once_in_a_step() -> None:
    adatum = stepped({"enrolling": [0.0], "failing": 1.0}, steps=3, people=200)
    counts = Counter((each["deviceId"], each["eventDateTime"]) for each in failures(adatum))
    assert set(counts.values()) == {1}
    assert {when for _, when in counts} == {f"2026-01-{day}T08:00:00Z" for day in (12, 19, 26)}


def test_failures_are_the_same_each_time_and_change_nobody_who_enrolls() -> None:
    calm = {"enrolling": [0.5, 0.6]}
    one, same, without = (stepped({**calm, "failing": share}, steps=2, people=600) for share in (0.2, 0.2, 0))
    assert failures(one) == failures(same) != []
    assert failures(without) == []
    assert enrolled(one) == enrolled(same) == enrolled(without)


def test_nobody_fails_who_does_not_try() -> None:
    assert failures(stepped({"name": "silent"}, people=200)) == []
    assert failures(stepped({"name": "eager"}, people=200)) == []


@pytest.mark.parametrize(
    ("failing", "chance", "attempted"), [(0, 0.4, 0.4), (0.5, 0.4, 0.8), (0.5, 0.9, 1), (1, 0, 1)]
)
def test_those_who_try_are_those_who_succeed_and_those_who_fail(
    failing: float, chance: float, attempted: float
) -> None:
    behaviour = behaviour_from({"enrolling": [chance], "failing": failing})
    assert behaviour.attempted(chance) == attempted
