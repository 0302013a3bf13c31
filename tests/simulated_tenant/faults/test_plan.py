"""Fault plans: files and inline, what they do and which are refused."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, RESTRICTIONS, Simulated, error
from tools.simulated_tenant.faults.plan import FaultPlanError, plan_from, plan_names, read_plan


def test_every_file_can_be_read() -> None:
    assert {"calm", "throttled", "slow-replication", "flaky", "latency"} <= set(plan_names())
    for name in plan_names():
        assert read_plan(name).name == name


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {"colour": "red"},
        {"latency": "slow"},
        {"latency": -1},
        {"replication": {"seconds": 1}},
        {"failures": ["x"]},
        {"failures": [{"verb": "GET"}]},
        {"failures": [{"identity": "robot"}]},
        {"failures": [{"every": 1.5}]},
    ],
)
def test_a_plan_that_is_none_is_refused(given: Any) -> None:
    with pytest.raises(FaultPlanError):
        plan_from(given)


def test_a_refused_plan_leaves_the_one_in_force(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"name": "latency"})
    assert adatum.control("PUT", "faults", {"name": "earthquake"}).status_code == 400
    assert adatum.control("GET", "status").json()["faults"] == "latency"


def test_a_write_is_done_once_and_answered_with_503(adatum: Simulated) -> None:
    failure = {
        "method": "POST",
        "path": "/identity/*/policies",
        "times": 1,
        "afterWrite": True,
        "retryAfter": 1.5,
    }
    adatum.control("PUT", "faults", {"failures": [failure]})
    refused = adatum.ask("POST", POLICIES, adatum.policy())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1.5")
    assert len(adatum.snapshot()["policies"]) == 1
    assert adatum.ask("POST", POLICIES, adatum.policy()).status_code == 201
    assert len(adatum.snapshot()["policies"]) == 2


def test_a_failure_before_the_write_leaves_nothing(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"failures": [{"method": "POST", "every": 2, "status": 504}]})
    statuses = [adatum.ask("POST", POLICIES, adatum.policy()).status_code for _ in range(4)]
    assert statuses == [201, 504, 201, 504]
    assert len(adatum.snapshot()["policies"]) == 2


def test_restrictions_need_a_person_refuses_the_app_alone(adatum: Simulated) -> None:
    restriction = adatum.new_restriction()["id"]
    adatum.control("PUT", "faults", {"name": "restrictions-need-a-person"})
    assert adatum.get(f"{RESTRICTIONS}/{restriction}").status_code == 200
    for method, path in (("POST", "/assign"), ("PATCH", ""), ("DELETE", "")):
        refused = adatum.ask(method, f"{RESTRICTIONS}/{restriction}{path}", {})
        assert error(refused)[:2] == (403, "Forbidden")


def test_the_faults_in_force_survive_a_restart(tmp_path: object) -> None:
    path = f"{tmp_path}/tenant.sqlite"
    first = Simulated(people=20, path=path)
    first.control("PUT", "faults", {"name": "flaky"})
    first.control("PUT", "behaviour", {"enrolling": [0.5], "name": "half"})
    first.tenant.db.close()
    status = Simulated(people=20, path=path).control("GET", "status").json()
    assert (status["faults"], status["behaviour"]) == ("flaky", "half")
