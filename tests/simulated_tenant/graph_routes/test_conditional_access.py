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


def test_a_tenant_holds_195_policies(adatum: Simulated) -> None:
    for _ in range(195):
        made(adatum)
    assert "195" in error(adatum.ask("POST", POLICIES, adatum.policy()))[2]


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
