"""Who enrolls when the clock moves."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, RESTRICTIONS, Simulated


def group_of(adatum: Simulated, name: str) -> str:
    found: str = adatum.get(f"/v1.0/groups?$filter=displayName eq '{name}'").json()["value"][0]["id"]
    return found


def step(adatum: Simulated, days: float = 7, steps: int = 1) -> int:
    answer = adatum.control("POST", "clock", {"days": days, "steps": steps})
    assert answer.status_code == 200, answer.text
    enrolled: int = answer.json()["enrolled"]
    return enrolled


def test_nobody_enrolls_before_a_restriction_lets_them(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"name": "eager"})
    restriction = adatum.new_restriction()["id"]
    assert step(adatum) == 0
    adatum.assign(restriction, group_of(adatum, "IT Department"))
    windows = adatum.tenant.db.execute(
        "SELECT count(*) FROM owned_device d JOIN person p ON p.id = d.person_id "
        "WHERE p.department = 'IT' AND d.platform = 'windows' AND d.kind = 'used'"
    ).fetchone()[0]
    assert step(adatum) == windows
    assert step(adatum) == 0


def test_the_best_priority_wins(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"name": "eager"})
    department = group_of(adatum, "IT Department")
    closed, opened = adatum.new_restriction(platformBlocked=True), adatum.new_restriction()
    for restriction in (closed, opened):
        adatum.assign(restriction["id"], department)
    assert step(adatum) == 0
    adatum.ask("POST", f"{RESTRICTIONS}/{opened['id']}/setPriority", {"priority": 1})
    assert step(adatum) > 0


def test_personal_devices_stay_out_when_they_are_blocked(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"name": "eager"})
    restriction = adatum.new_restriction(platform="ios", personalDeviceEnrollmentBlocked=True)
    adatum.assign(restriction["id"], group_of(adatum, "All Employees"))
    assert step(adatum) > 0
    assert set(adatum.snapshot()["devices"]["byOwnerType"]) == {"company"}


def test_who_cannot_sign_in_does_not_enroll(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"name": "eager"})
    group = adatum.new_group()["id"]
    disabled = adatum.eventual("/v1.0/users?$filter=accountEnabled eq false&$select=id").json()["value"]
    adatum.add_members(group, [each["id"] for each in disabled])
    adatum.assign(adatum.new_restriction()["id"], group)
    assert (len(disabled), step(adatum)) == (3, 0)


def test_people_are_the_same_each_time_and_steps_do_not_depend_on_reads() -> None:
    outcomes = []
    for reads in (0, 3):
        adatum = Simulated(people=1200)
        adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
        enrolled = []
        for _ in range(3):
            enrolled.append(step(adatum))
            for _ in range(reads):
                adatum.get("/v1.0/deviceManagement/managedDevices")
        rows = adatum.tenant.db.execute(
            "SELECT id, compliance_state FROM managed_device ORDER BY id"
        ).fetchall()
        outcomes.append((enrolled, rows))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0][0] > outcomes[0][0][1] > outcomes[0][0][2] > 0


def test_several_steps_at_once_are_as_several_calls() -> None:
    totals = []
    for calls, steps in ((1, 4), (4, 1)):
        adatum = Simulated()
        adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
        for _ in range(calls):
            step(adatum, days=7 * steps, steps=steps)
        totals.append((adatum.snapshot()["devices"], adatum.control("GET", "status").json()["clock"]))
    assert totals[0] == totals[1]
    assert totals[0][1] == "2026-02-02T08:00:00+00:00"


def enrolled_after(behaviour: str, **policy: Any) -> int:
    adatum = Simulated(people=1200)
    adatum.control("PUT", "behaviour", {"name": behaviour})
    adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
    if policy:
        assert adatum.ask("POST", POLICIES, adatum.policy(**policy)).status_code == 201
    return step(adatum)


def test_the_reluctant_come_later_the_pressed_sooner_the_silent_never() -> None:
    calm, reluctant = enrolled_after("calm"), enrolled_after("reluctant")
    pressed = enrolled_after("reluctant", state="enabled")
    reported = enrolled_after("reluctant", state="enabledForReportingButNotEnforced")
    assert reluctant < pressed
    assert reluctant < calm
    assert reported == reluctant
    assert enrolled_after("silent") == 0


def test_broken_devices_are_repaired_over_time(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"enrolling": [1.0], "compliant": 0.0, "repaired": 0.5})
    adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "Engineering"))
    adatum.new_compliance_policy(group_of(adatum, "Engineering"))
    step(adatum)
    broken = [adatum.snapshot()["devices"]["byCompliance"]["noncompliant"]]
    for _ in range(2):
        step(adatum)
        broken.append(adatum.snapshot()["devices"]["byCompliance"].get("noncompliant", 0))
    assert broken[0] > broken[1] > broken[2]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"days": 0},
        {"days": -1},
        {"days": "7"},
        {"days": True},
        {"days": 7, "steps": 0},
        {"days": 7, "weeks": 1},
    ],
)
def test_a_clock_that_cannot_be_moved_so_is_refused(adatum: Simulated, body: Any) -> None:
    before = adatum.control("GET", "status").json()["clock"]
    assert adatum.control("POST", "clock", body).status_code == 400
    assert adatum.control("GET", "status").json()["clock"] == before
