"""Who signs in when the clock moves, and what policies say of it."""

from collections import Counter
from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated
from tools.simulated_tenant.behaviours.access_result import access_of, result_of

SIGN_INS = "/v1.0/auditLogs/signIns"
REPORT_ONLY = "enabledForReportingButNotEnforced"


def sign_ins(adatum: Simulated) -> list[Any]:
    found: list[Any] = adatum.get(SIGN_INS).json()["value"]
    return found


def move(adatum: Simulated, days: float = 7, steps: int = 1) -> None:
    assert adatum.control("POST", "clock", {"days": days, "steps": steps}).status_code == 200


def results(adatum: Simulated) -> Counter[str]:
    """How often each result of the one policy stands in the sign-ins."""
    return Counter(each["appliedConditionalAccessPolicies"][0]["result"] for each in sign_ins(adatum))


def test_most_people_sign_in_once_in_a_step_and_the_same_ones_each_time() -> None:
    seen = []
    for _ in range(2):
        adatum = Simulated()
        assert sign_ins(adatum) == []
        move(adatum)
        seen.append(sign_ins(adatum))
    assert seen[0] == seen[1]
    people = [each["userId"] for each in seen[0]]
    assert len(set(people)) == len(people)
    assert 420 < len(people) < 540
    times = [each["createdDateTime"] for each in seen[0]]
    assert times == sorted(times, reverse=True)
    assert times[-1] >= "2026-01-05T08:00:00Z"
    assert times[0] <= "2026-01-12T08:00:00Z"


def test_the_share_of_a_behaviour_decides_how_many(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"enrolling": [0.0], "signing_in": 0.0})
    move(adatum)
    assert sign_ins(adatum) == []


def test_sign_ins_are_forgotten_after_30_days_and_at_a_reset(adatum: Simulated) -> None:
    move(adatum, days=28, steps=4)
    first_days = f"{SIGN_INS}?$filter=createdDateTime lt 2026-01-10T08:00:00Z"
    assert adatum.get(first_days).json()["value"] != []
    move(adatum)
    assert adatum.get(first_days).json()["value"] == []
    adatum.control("POST", "reset")
    assert sign_ins(adatum) == []


def test_a_report_only_policy_says_whose_device_it_would_block(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {"name": "eager"})
    windows = {"platforms": {"includePlatforms": ["windows"]}, **adatum.policy()["conditions"]}
    assert adatum.ask("POST", POLICIES, adatum.policy(conditions=windows)).status_code == 201
    move(adatum)
    assert set(results(adatum)) == {"reportOnlyFailure", "reportOnlyNotApplied"}


def test_who_has_enrolled_a_compliant_device_is_not_blocked(adatum: Simulated) -> None:
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    adatum.control("PUT", "behaviour", {"name": "eager"})
    assert adatum.ask("POST", POLICIES, adatum.policy(state="enabled")).status_code == 201
    move(adatum)
    for each in sign_ins(adatum):
        (said,) = each["appliedConditionalAccessPolicies"]
        compliant = each["deviceDetail"]["isCompliant"]
        assert compliant is (each["deviceDetail"]["operatingSystem"] == "Windows 11")
        assert said["result"] == each["conditionalAccessStatus"] == ("success" if compliant else "failure")
        assert (each["status"]["errorCode"] == 0) is compliant
    assert set(results(adatum)) == {"success", "failure"}


def test_a_disabled_policy_is_in_no_sign_in(adatum: Simulated) -> None:
    assert adatum.ask("POST", POLICIES, adatum.policy(state="disabled")).status_code == 201
    move(adatum)
    assert {len(each["appliedConditionalAccessPolicies"]) for each in sign_ins(adatum)} == {0}
    assert {each["conditionalAccessStatus"] for each in sign_ins(adatum)} == {"notApplied"}


def policy(state: str = REPORT_ONLY, controls: Any = ("compliantDevice",), **conditions: Any) -> Any:
    applications = {"includeApplications": ["All"], "excludeApplications": []}
    return {
        "id": "p",
        "displayName": "P",
        "state": state,
        "conditions": {"applications": applications, "platforms": None, **conditions},
        "grantControls": {"operator": "OR", "builtInControls": list(controls)},
    }


@pytest.mark.parametrize(
    ("given", "reached", "platform", "compliant", "result"),
    [
        (policy(), True, "windows", True, "reportOnlySuccess"),
        (policy(), True, "windows", False, "reportOnlyFailure"),
        (policy(), False, "windows", False, "reportOnlyNotApplied"),
        (policy("enabled"), True, "mac", False, "failure"),
        (policy("enabled"), False, "mac", False, "notApplied"),
        (policy(controls=["mfa", "compliantDevice"]), True, "mac", False, "reportOnlyInterrupted"),
        (policy(controls=["mfa", "compliantDevice"]), True, "mac", True, "reportOnlySuccess"),
        (policy("enabled", controls=["mfa"]), True, "mac", False, "success"),
        (policy(controls=["block"]), True, "mac", True, "reportOnlyFailure"),
        (policy(controls=[]), True, "mac", False, "reportOnlySuccess"),
        (policy(platforms={"includePlatforms": ["macOS"]}), True, "mac", False, "reportOnlyFailure"),
        (policy(platforms={"includePlatforms": ["macOS"]}), True, "ios", False, "reportOnlyNotApplied"),
        (
            policy(platforms={"includePlatforms": ["all"], "excludePlatforms": ["android"]}),
            True,
            "androidForWork",
            False,
            "reportOnlyNotApplied",
        ),
        (
            policy(applications={"includeApplications": ["Office365"]}),
            True,
            "ios",
            False,
            "reportOnlyFailure",
        ),
        (
            policy(applications={"includeApplications": ["All"], "excludeApplications": ["Office365"]}),
            True,
            "ios",
            False,
            "reportOnlyNotApplied",
        ),
        (policy(applications={"includeApplications": ["None"]}), True, "ios", False, "reportOnlyNotApplied"),
    ],
)
def test_a_policy_says_one_thing_of_each_sign_in(
    given: Any, reached: bool, platform: str, compliant: bool, result: str
) -> None:
    said = result_of(given, reached=reached, platform=platform, compliant=compliant)
    assert said["result"] == result
    assert bool(said["enforcedGrantControls"]) is (
        "NotApplied" not in result
        and result != "notApplied"
        and bool(given["grantControls"]["builtInControls"])
    )


def test_both_of_two_controls_must_hold() -> None:
    given = policy(controls=["mfa", "compliantDevice"])
    given["grantControls"]["operator"] = "AND"
    said = [
        result_of(given, reached=True, platform="mac", compliant=each)["result"] for each in (True, False)
    ]
    assert said == ["reportOnlyInterrupted", "reportOnlyFailure"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], "notApplied"),
        (["reportOnlyFailure", "notApplied"], "notApplied"),
        (["success", "reportOnlyFailure"], "success"),
        (["success", "failure"], "failure"),
    ],
)
def test_only_enabled_policies_decide_on_access(words: list[str], status: str) -> None:
    assert access_of([{"result": word} for word in words]) == status
