"""What the tenant does to each device of each person: by its own policies, on what both lists know."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated

PATH = "enforcement/devices"


@pytest.fixture
def adatum() -> Simulated:
    """600 people whose Windows devices are enrolled; everybody has a computer, and many a phone."""
    made = Simulated()
    everybody = made.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    made.assign(made.new_restriction()["id"], everybody)
    made.control("PUT", "behaviour", {"name": "eager"})
    made.control("POST", "clock", {"days": 7})
    return made


def enforce(adatum: Simulated, *platforms: str, **users: Any) -> None:
    body = adatum.policy(state="enabled")
    body["conditions"] |= {"users": users, "platforms": {"includePlatforms": list(platforms)}}
    assert adatum.ask("POST", POLICIES, body).status_code == 201


def outcomes(adatum: Simulated, query: str = "") -> Any:
    return adatum.control("GET", f"{PATH}?people=true{query}").json()


def test_nobody_is_there_while_no_policy_is_enabled(adatum: Simulated) -> None:
    nobody = {"nothing": 0, "losingADevice": 0, "lockedOut": 0}
    assert outcomes(adatum) == {"people": nobody, "devices": {}, "outcomes": {}}
    assert adatum.ask("POST", POLICIES, adatum.policy()).status_code == 201
    assert outcomes(adatum)["people"] == nobody


def test_who_has_a_compliant_computer_and_an_unmanaged_phone_loses_the_phone(adatum: Simulated) -> None:
    enforce(adatum, "windows", "iOS", includeUsers=["All"])
    found = outcomes(adatum)
    both = [each for each in found["outcomes"].values() if "windows" in each["letIn"] and each["blocked"]]
    assert len(both) == found["people"]["losingADevice"] > 100
    assert {name for each in both for name in each["blocked"]} == {"iOS"}
    assert found["devices"]["iOS"] == sum(each["blocked"].count("iOS") for each in found["outcomes"].values())
    assert sum(found["people"].values()) == len(found["outcomes"])


def test_a_policy_reaches_its_own_people_and_platforms_alone(adatum: Simulated) -> None:
    one, other = adatum.user_ids(2)
    enforce(adatum, "android", includeUsers=[one, other], excludeUsers=[other])
    found = outcomes(adatum)
    assert set(found["outcomes"]) == {one}
    assert found["outcomes"][one]["letIn"] == []


def test_a_grace_counts_until_it_is_taken_for_over(adatum: Simulated) -> None:
    enforce(adatum, "windows", includeUsers=["All"])
    before = outcomes(adatum)["people"]["nothing"]
    adatum.tenant.db.execute("UPDATE managed_device SET compliance_state = 'inGracePeriod'")
    assert outcomes(adatum)["people"]["nothing"] == before
    assert outcomes(adatum, "&grace=ended")["people"]["nothing"] == 0


def test_a_device_counts_while_it_was_seen_lately(adatum: Simulated) -> None:
    enforce(adatum, "windows", includeUsers=["All"])
    idle = adatum.tenant.db.execute(
        "SELECT count(*) FROM owned_device d JOIN person p ON p.id = d.person_id "
        "WHERE d.kind = 'idle' AND d.platform = 'windows' AND p.account_enabled"
    ).fetchone()[0]
    lately, ever = (outcomes(adatum, query)["devices"].get("windows", 0) for query in ("", "&days=400"))
    assert ever == lately + idle


@pytest.mark.parametrize("query", ["?days=x", "?grace=maybe", "?people=1"])
def test_a_question_that_is_none_is_refused(adatum: Simulated, query: str) -> None:
    assert adatum.control("GET", PATH + query).status_code == 400
