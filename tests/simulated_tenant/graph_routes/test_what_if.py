"""Which policies would apply to a sign-in, and why the others would not."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated

EVALUATE = "/v1.0/identity/conditionalAccess/evaluate"
APPLICATION = "00000003-0000-0ff1-ce00-000000000000"


def asked(user: str, *, only: bool = False, **conditions: Any) -> dict[str, Any]:
    return {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user},
        "signInContext": {
            "@odata.type": "#microsoft.graph.applicationContext",
            "includeApplications": [APPLICATION],
        },
        "signInConditions": {"devicePlatform": "windows", "clientAppType": "browser", **conditions},
        "appliedPoliciesOnly": only,
    }


def reasons(adatum: Simulated, body: dict[str, Any]) -> dict[str, str]:
    answer = adatum.ask("POST", EVALUATE, body)
    assert answer.status_code == 200, answer.text
    found = answer.json()["value"]
    assert all(each["policyApplies"] == (each["analysisReasons"] == "notSet") for each in found)
    return {each["displayName"]: each["analysisReasons"] for each in found}


@pytest.fixture
def member(adatum: Simulated) -> str:
    """Somebody in the group that three policies include."""
    group, (someone,) = adatum.new_group()["id"], adatum.user_ids(1)
    adatum.add_members(group, [someone])
    for name, state, changed in (
        ("Windows", "enabled", {"platforms": {"includePlatforms": ["windows"]}}),
        ("Apple", "enabledForReportingButNotEnforced", {"platforms": {"includePlatforms": ["iOS", "macOS"]}}),
        ("Off", "disabled", {}),
        ("Mail alone", "enabled", {"clientAppTypes": ["exchangeActiveSync"]}),
    ):
        policy = adatum.policy()
        policy["conditions"] |= {"users": {"includeGroups": [group]}, "platforms": None, **changed}
        made = adatum.ask("POST", POLICIES, {**policy, "displayName": name, "state": state})
        assert made.status_code == 201, made.text
    return someone


def test_each_policy_that_is_on_is_told_with_its_reasons(adatum: Simulated, member: str) -> None:
    assert reasons(adatum, asked(member)) == {
        "Windows": "notSet",
        "Apple": "devicePlatform",
        "Mail alone": "clientApps",
    }
    assert reasons(adatum, asked(member, only=True)) == {"Windows": "notSet"}
    assert reasons(adatum, asked(member, devicePlatform="macOS"))["Apple"] == "notSet"


def test_what_the_sign_in_does_not_say_is_no_reason_to_apply(adatum: Simulated, member: str) -> None:
    found = reasons(adatum, asked(member, devicePlatform=None, clientAppType=None))
    assert set(found.values()) == {"notEnoughInformation"}


def test_somebody_else_is_not_reached(adatum: Simulated, member: str) -> None:
    (other,) = [each for each in adatum.user_ids(2) if each != member]
    assert all("users" in why for why in reasons(adatum, asked(other)).values())


def test_another_kind_of_sign_in_is_not_judged(adatum: Simulated, member: str) -> None:
    body = asked(member)
    body["signInContext"] = {"@odata.type": "#microsoft.graph.userActionContext", "userAction": "x"}
    assert adatum.ask("POST", EVALUATE, body).status_code == 501
    body = asked(member)
    body["signInIdentity"]["@odata.type"] = "#microsoft.graph.servicePrincipalSignIn"
    assert adatum.ask("POST", EVALUATE, body).status_code == 501


def test_a_policy_that_cannot_be_judged_is_not_passed_over(adatum: Simulated, member: str) -> None:
    policy = adatum.policy()
    policy["conditions"] |= {"signInRiskLevels": ["high"]}
    assert adatum.ask("POST", POLICIES, policy).status_code == 201
    assert adatum.ask("POST", EVALUATE, asked(member)).status_code == 501


@pytest.mark.parametrize("missing", ["signInIdentity", "signInContext", "signInConditions"])
def test_what_is_required_is_asked_for(adatum: Simulated, missing: str) -> None:
    body = {name: value for name, value in asked(adatum.user_ids(1)[0]).items() if name != missing}
    assert adatum.ask("POST", EVALUATE, body).status_code == 400
