"""Conditional access policies: how they come back, what is refused, how they change."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated, error


def made(adatum: Simulated, **changes: Any) -> Any:
    answer = adatum.ask("POST", POLICIES, adatum.policy(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_what_was_left_out_comes_back_as_graph_fills_it_in(adatum: Simulated) -> None:
    policy = adatum.get(f"{POLICIES}/{made(adatum)['id']}").json()
    conditions = policy["conditions"]
    assert conditions["clientAppTypes"] == ["all"]
    assert conditions["platforms"] is None
    assert conditions["locations"] is None
    assert conditions["userRiskLevels"] == []
    assert conditions["users"]["excludeGroups"] == []
    assert conditions["applications"]["excludeApplications"] == []
    assert policy["sessionControls"] is None
    assert policy["grantControls"]["termsOfUse"] == []


def test_null_collections_and_annotations_do_no_harm(adatum: Simulated) -> None:
    users = {
        "@odata.type": "#microsoft.graph.conditionalAccessUsers",
        "includeUsers": ["All"],
        "excludeGroups": None,
    }
    conditions = {"applications": {"includeApplications": ["All"]}, "users": users, "platforms": None}
    policy = made(adatum, conditions=conditions)
    assert policy["conditions"]["users"]["excludeGroups"] == []
    assert "@odata.type" not in policy["conditions"]["users"]


def test_a_patch_merges_objects_replaces_lists_and_clears_by_null(adatum: Simulated) -> None:
    platforms = {"includePlatforms": ["windows"]}
    policy = made(adatum, conditions={**adatum.policy()["conditions"], "platforms": platforms})
    path = f"{POLICIES}/{policy['id']}"
    people = adatum.user_ids(2)
    changes: list[dict[str, Any]] = [
        {"state": "enabled"},
        {"conditions": {"users": {"excludeUsers": people}}},
        {"conditions": {"users": {"excludeUsers": people[:1]}}},
        {"conditions": {"platforms": None}},
    ]
    for change in changes:
        assert adatum.ask("PATCH", path, change).status_code == 204
    changed = adatum.get(path).json()
    assert changed["state"] == "enabled"
    assert changed["conditions"]["users"]["includeUsers"] == ["All"]
    assert changed["conditions"]["users"]["excludeUsers"] == people[:1]
    assert changed["conditions"]["platforms"] is None
    assert changed["modifiedDateTime"] is not None


NOBODY = "00000000-0000-0000-0000-000000000000"
APPLICATIONS = {"includeApplications": ["All"]}
EVERYBODY = {"includeUsers": ["All"]}


def with_conditions(**conditions: Any) -> dict[str, Any]:
    return {"conditions": {"applications": APPLICATIONS, "users": EVERYBODY, **conditions}}


@pytest.mark.parametrize(
    "change",
    [
        {"displayName": None},
        {"state": "reportOnly"},
        {"conditions": None},
        {"conditions": {"users": EVERYBODY}},
        {"conditions": {"applications": {}, "users": EVERYBODY}},
        {"conditions": {"applications": APPLICATIONS}},
        {"conditions": {"applications": APPLICATIONS, "users": {}}},
        {"conditions": {"applications": APPLICATIONS, "users": {"includeGroups": [NOBODY]}}},
        {"conditions": {"applications": APPLICATIONS, "users": {"includeGroups": ["All"]}}},
        {"conditions": {"applications": APPLICATIONS, "users": {**EVERYBODY, "excludeUsers": ["me"]}}},
        {"conditions": {"applications": APPLICATIONS, "users": EVERYBODY, "clientAppTypes": ["fax"]}},
        {"conditions": {"applications": APPLICATIONS, "users": EVERYBODY, "platforms": {}}},
        {
            "conditions": {
                "applications": APPLICATIONS,
                "users": EVERYBODY,
                "platforms": {"includePlatforms": ["mac"]},
            }
        },
        {"conditions": {"applications": APPLICATIONS, "users": EVERYBODY, "weather": "fine"}},
        {"conditions": {"applications": APPLICATIONS, "users": "All"}},
        {"conditions": {"applications": APPLICATIONS, "users": {"includeUsers": "All"}}},
        {"grantControls": None},
        {"grantControls": {"builtInControls": ["mfa"]}},
        {"grantControls": {"operator": "XOR", "builtInControls": ["mfa"]}},
        {"grantControls": {"operator": "OR", "builtInControls": []}},
        {"grantControls": {"operator": "OR", "builtInControls": ["smile"]}},
        {"grantControls": {"operator": "OR", "builtInControls": ["block", "mfa"]}},
        {"colour": "red"},
        {"displayName": "x" * 257},
        with_conditions(applications={"includeApplications": ["Outlook"]}),
        with_conditions(applications={"includeApplications": ["All", "Office365"]}),
        with_conditions(applications={"includeApplications": ["All"], "excludeApplications": ["All"]}),
        with_conditions(applications={**APPLICATIONS, "includeUserActions": ["urn:user:registerdevice"]}),
        with_conditions(applications={"includeUserActions": ["urn:user:dance"]}),
        with_conditions(users={"includeUsers": ["All", "None"]}),
        with_conditions(users={"includeUsers": ["All"], "excludeUsers": ["All"]}),
        with_conditions(users={"includeRoles": ["Global Administrator"]}),
        with_conditions(users={"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "aliens"}}),
        with_conditions(users={"includeGuestsOrExternalUsers": "all"}),
        with_conditions(
            users={
                "includeGuestsOrExternalUsers": {
                    "guestOrExternalUserTypes": "internalGuest",
                    "externalTenants": {"membershipKind": "enumerated"},
                }
            }
        ),
        with_conditions(locations={"includeLocations": ["Home"]}),
        with_conditions(locations={"excludeLocations": ["All"]}),
        with_conditions(devices={"deviceFilter": {"mode": "maybe", "rule": "x"}}),
        with_conditions(devices={"deviceFilter": {"mode": "exclude"}}),
        {"grantControls": {"operator": "OR", "builtInControls": ["block"], "termsOfUse": ["x"]}},
        {"grantControls": {"operator": "AND", "builtInControls": ["passwordChange", "mfa"]}},
        {
            "grantControls": {
                "operator": "AND",
                "builtInControls": ["mfa"],
                "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000002"},
            }
        },
        {"sessionControls": {"signInFrequency": {"type": "hours", "value": 24}}},
        {"sessionControls": {"signInFrequency": {"type": "weeks", "value": 1}}},
        {"sessionControls": {"persistentBrowser": {"isEnabled": True}}},
        {"sessionControls": {"cloudAppSecurity": {"cloudAppSecurityType": "watch"}}},
        {"sessionControls": {"continuousAccessEvaluation": {"mode": "disabled"}}},
    ],
)
def test_what_graph_refuses_leaves_no_policy(adatum: Simulated, change: dict[str, Any]) -> None:
    assert error(adatum.ask("POST", POLICIES, adatum.policy(**change)))[:2] == (400, "BadRequest")
    assert adatum.snapshot()["policies"] == []


def test_a_refused_patch_changes_nothing(adatum: Simulated) -> None:
    path = f"{POLICIES}/{made(adatum)['id']}"
    before = adatum.get(path).json()
    assert adatum.ask("PATCH", path, {"state": "on"}).status_code == 400
    assert adatum.get(path).json() == before


def test_a_tenant_holds_240_policies(adatum: Simulated) -> None:
    for _ in range(240):
        made(adatum)
    assert "240" in error(adatum.ask("POST", POLICIES, adatum.policy()))[2]


def test_a_deleted_policy_is_gone(adatum: Simulated) -> None:
    path = f"{POLICIES}/{made(adatum)['id']}"
    assert adatum.ask("DELETE", path).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert error(adatum.ask(method, path, {} if method == "PATCH" else None))[:2] == (
            404,
            "ResourceNotFound",
        )


def test_policies_and_locations_are_listed(adatum: Simulated) -> None:
    made(adatum, displayName="A")
    made(adatum, displayName="B", state="disabled")
    listed = adatum.get(f"{POLICIES}?$filter=state eq 'disabled'&$select=displayName").json()["value"]
    assert [each["displayName"] for each in listed] == ["B"]
    locations = adatum.get("/v1.0/identity/conditionalAccess/namedLocations").json()["value"]
    assert [each["displayName"] for each in locations] == ["Adatum offices"]


def test_a_policy_of_everything_comes_back_as_it_was_given(adatum: Simulated) -> None:
    location = adatum.get("/v1.0/identity/conditionalAccess/namedLocations").json()["value"][0]["id"]
    group = adatum.new_group()["id"]
    given: dict[str, Any] = {
        "conditions": {
            "applications": {"includeApplications": ["All"], "excludeApplications": ["Office365"]},
            "users": {
                "includeUsers": ["GuestsOrExternalUsers"],
                "excludeGroups": [group],
                "includeRoles": ["62e90394-69f5-4237-9190-012177145e10"],
                "includeGuestsOrExternalUsers": {
                    "guestOrExternalUserTypes": "internalGuest,serviceProvider",
                    "externalTenants": {
                        "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
                        "membershipKind": "enumerated",
                        "members": ["72f988bf-86f1-41af-91ab-2d7cd011db47"],
                    },
                },
            },
            "locations": {"includeLocations": ["All"], "excludeLocations": [location]},
            "devices": {"deviceFilter": {"mode": "exclude", "rule": 'device.model -eq "Kiosk"'}},
        },
        "grantControls": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
        "sessionControls": {"signInFrequency": {"type": "days", "value": 7}},
    }
    policy = made(adatum, **given)
    guests = policy["conditions"]["users"]["includeGuestsOrExternalUsers"]
    assert guests == given["conditions"]["users"]["includeGuestsOrExternalUsers"]
    assert policy["sessionControls"]["signInFrequency"] == {
        "type": "days",
        "value": 7,
        "authenticationType": "primaryAndSecondaryAuthentication",
        "frequencyInterval": "timeBased",
        "isEnabled": True,
    }
    path = f"{POLICIES}/{policy['id']}"
    before = adatum.get(path).json()
    # A client sends back what it was given, and nothing changes but the time.
    sent = {name: before[name] for name in ("displayName", "state", "conditions", "grantControls")}
    assert adatum.ask("PATCH", path, sent).status_code == 204
    after = adatum.get(path).json()
    assert {**after, "modifiedDateTime": None} == {**before, "modifiedDateTime": None}


def test_the_type_of_external_tenants_is_filled_in(adatum: Simulated) -> None:
    guests = {"guestOrExternalUserTypes": "serviceProvider", "externalTenants": {"membershipKind": "all"}}
    policy = made(adatum, **with_conditions(users={"includeGuestsOrExternalUsers": guests}))
    found = policy["conditions"]["users"]["includeGuestsOrExternalUsers"]["externalTenants"]
    assert found == {
        "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
        "membershipKind": "all",
    }


def test_a_policy_whose_group_was_deleted_can_still_be_turned_off(adatum: Simulated) -> None:
    group = adatum.new_group()["id"]
    users = {"includeGroups": [group]}
    path = f"{POLICIES}/{made(adatum, state='enabled', **with_conditions(users=users))['id']}"
    adatum.ask("DELETE", f"/v1.0/groups/{group}")
    assert adatum.ask("PATCH", path, {"state": "enabledForReportingButNotEnforced"}).status_code == 204
    refused = adatum.ask("PATCH", path, {"conditions": {"users": users}})
    assert "does not exist in the directory" in error(refused)[2]


def test_v1_leaves_out_what_uses_a_preview(adatum: Simulated) -> None:
    beta = POLICIES.replace("v1.0", "beta")
    plain = made(adatum)["id"]
    session = {"sessionControls": {"continuousAccessEvaluation": {"mode": "disabled"}}}
    answer = adatum.ask("POST", beta, adatum.policy(**session))
    assert answer.status_code == 201, answer.text
    preview = answer.json()["id"]
    assert [each["id"] for each in adatum.get(POLICIES).json()["value"]] == [plain]
    assert [each["id"] for each in adatum.get(beta).json()["value"]] == [plain, preview]
    status, code, message = error(adatum.get(f"{POLICIES}/{preview}"))
    assert (status, code) == (400, "BadRequest")
    assert "contains preview features" in message
    assert adatum.ask("PATCH", f"{beta}/{preview}", {"sessionControls": None}).status_code == 204
    assert adatum.get(f"{POLICIES}/{preview}").status_code == 200
    assert "deviceStates" in adatum.get(f"{beta}/{plain}").json()["conditions"]
    assert "deviceStates" not in adatum.get(f"{POLICIES}/{plain}").json()["conditions"]
