"""Enrollment configurations: their order of priorities, their assignments, what is refused."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import RESTRICTIONS, Simulated, error

TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
LIMIT = "#microsoft.graph.deviceEnrollmentLimitConfiguration"


def order(adatum: Simulated, platform: str = "windows") -> list[str]:
    """Names by priority, after a look that the priorities are 1, 2, 3 …"""
    found = [each for each in adatum.snapshot()["restrictions"] if each["platformType"] == platform]
    found.sort(key=lambda each: each["priority"])
    assert [each["priority"] for each in found] == list(range(1, len(found) + 1))
    return [each["displayName"] for each in found]


def set_priority(adatum: Simulated, restriction: Any, priority: Any) -> Any:
    return adatum.ask("POST", f"{RESTRICTIONS}/{restriction['id']}/setPriority", {"priority": priority})


def test_the_defaults_are_there_with_priority_0(adatum: Simulated) -> None:
    found = adatum.get(RESTRICTIONS).json()["value"]
    assert [(each["@odata.type"].rpartition(".")[2], each["priority"]) for each in found] == [
        ("deviceEnrollmentPlatformRestrictionsConfiguration", 0),
        ("deviceEnrollmentLimitConfiguration", 0),
        ("deviceEnrollmentWindowsHelloForBusinessConfiguration", 0),
        ("windows10EnrollmentCompletionPageConfiguration", 0),
    ]
    for default in found:
        assert (default["version"], default["createdDateTime"]) == (0, "0001-01-01T00:00:00Z")
        path = f"{RESTRICTIONS}/{default['id']}"
        assert adatum.ask("DELETE", path).status_code == 400
        assert adatum.ask("POST", f"{path}/setPriority", {"priority": 1}).status_code == 400
        assert (
            adatum.ask("POST", f"{path}/assign", {"enrollmentConfigurationAssignments": []}).status_code
            == 400
        )


def test_a_new_one_lands_last_of_its_platform(adatum: Simulated) -> None:
    assert [adatum.new_restriction(name)["priority"] for name in "abc"] == [1, 2, 3]
    assert adatum.new_restriction("m", platform="mac")["priority"] == 1
    assert order(adatum) == ["a", "b", "c"]


def test_set_priority_moves_the_others_of_the_platform(adatum: Simulated) -> None:
    made = {name: adatum.new_restriction(name) for name in "abcd"}
    assert set_priority(adatum, made["d"], 2).status_code == 204
    assert order(adatum) == ["a", "d", "b", "c"]
    assert set_priority(adatum, made["a"], 4).status_code == 204
    assert order(adatum) == ["d", "b", "c", "a"]


@pytest.mark.parametrize("priority", [2, 0, 3, -1, "1", None, True])
def test_the_same_priority_or_a_place_that_is_none_is_refused(adatum: Simulated, priority: Any) -> None:
    adatum.new_restriction("a")
    second = adatum.new_restriction("b")
    assert error(set_priority(adatum, second, priority))[:2] == (400, "BadRequest")
    assert order(adatum) == ["a", "b"]


def test_deleting_closes_the_gap(adatum: Simulated) -> None:
    made = [adatum.new_restriction(name) for name in "abc"]
    assert adatum.ask("DELETE", f"{RESTRICTIONS}/{made[1]['id']}").status_code == 204
    assert order(adatum) == ["a", "c"]
    assert adatum.get(f"{RESTRICTIONS}/{made[1]['id']}").status_code == 404


def test_assign_replaces_the_whole_list(adatum: Simulated) -> None:
    restriction = adatum.new_restriction()["id"]
    groups = [adatum.new_group(name)["id"] for name in ("A", "B")]
    for wanted in (groups, groups[1:], []):
        answer = adatum.assign(restriction, *wanted)
        assert (answer.status_code, answer.content) == (204, b"")
        found = adatum.get(f"{RESTRICTIONS}/{restriction}/assignments").json()["value"]
        assert [each["target"]["groupId"] for each in found] == wanted
    adatum.assign(restriction, groups[0])
    expanded = adatum.get(f"{RESTRICTIONS}/{restriction}?$expand=assignments").json()["assignments"]
    assert [each["id"] for each in expanded] == [f"{restriction}_{groups[0]}"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"enrollmentConfigurationAssignments": None},
        {"enrollmentConfigurationAssignments": [{}]},
        {"enrollmentConfigurationAssignments": [{"target": {"groupId": "x"}}]},
        {
            "enrollmentConfigurationAssignments": [
                {"target": {"@odata.type": "#microsoft.graph.amigaAssignmentTarget"}}
            ]
        },
        {
            "enrollmentConfigurationAssignments": [
                {
                    "target": {
                        "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                        "groupId": "00000000-0000-0000-0000-000000000000",
                    }
                }
            ]
        },
    ],
)
def test_an_assignment_that_is_none_is_refused_and_changes_nothing(adatum: Simulated, body: Any) -> None:
    restriction, group = adatum.new_restriction()["id"], adatum.new_group()["id"]
    adatum.assign(restriction, group)
    assert adatum.ask("POST", f"{RESTRICTIONS}/{restriction}/assign", body).status_code == 400
    assert adatum.snapshot()["restrictions"][0]["groupIds"] == [group]


@pytest.mark.parametrize(
    "change",
    [
        {"@odata.type": None},
        {"@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"},
        {"displayName": ""},
        {"platformType": "amiga"},
        {"platformType": None},
        {"platformRestriction": None},
        {"platformRestriction": {"platformBlocked": "yes"}},
        {"platformRestriction": {"blocked": True}},
        {"limit": 5},
    ],
)
def test_what_graph_refuses_leaves_no_restriction(adatum: Simulated, change: dict[str, Any]) -> None:
    body = {
        "@odata.type": TYPE,
        "displayName": "W",
        "platformType": "windows",
        "platformRestriction": {},
        **change,
    }
    assert adatum.ask("POST", RESTRICTIONS, body).status_code == 400
    assert adatum.snapshot()["restrictions"] == []


def test_a_patch_answers_200_with_the_object_and_wants_the_type_for_its_own_properties(
    adatum: Simulated,
) -> None:
    made = adatum.new_restriction(osMinimumVersion="10.0")
    path = f"{RESTRICTIONS}/{made['id']}"
    body = {"platformRestriction": {"personalDeviceEnrollmentBlocked": True}}
    assert adatum.ask("PATCH", path, body).status_code == 400
    changed = adatum.ask("PATCH", path, {"@odata.type": TYPE, **body})
    assert changed.status_code == 200
    restriction = changed.json()["platformRestriction"]
    assert restriction["personalDeviceEnrollmentBlocked"] is True
    assert restriction["osMinimumVersion"] == "10.0"
    assert adatum.ask("PATCH", path, {"displayName": "Renamed"}).json()["displayName"] == "Renamed"
    assert adatum.ask("PATCH", path, {"@odata.type": TYPE, "platformType": "mac"}).status_code == 400


def test_a_tenant_holds_25_platform_restrictions(adatum: Simulated) -> None:
    for number in range(25):
        adatum.new_restriction(str(number), platform=("windows", "mac", "ios")[number % 3])
    body = {"@odata.type": TYPE, "displayName": "W", "platformType": "windows", "platformRestriction": {}}
    assert "25" in error(adatum.ask("POST", RESTRICTIONS, body))[2]


@pytest.mark.parametrize(
    ("limit", "status"), [(1, 201), (15, 201), (0, 400), (16, 400), ("5", 400), (None, 400)]
)
def test_a_device_limit_is_from_1_to_15(adatum: Simulated, limit: Any, status: int) -> None:
    body = {"@odata.type": LIMIT, "displayName": "Five", "limit": limit}
    assert adatum.ask("POST", RESTRICTIONS, body).status_code == status


def test_v1_reads_what_it_has(adatum: Simulated) -> None:
    mine = adatum.new_restriction("Wave")["id"]
    path = RESTRICTIONS.replace("/beta", "/v1.0")
    found = adatum.get(path).json()["value"]
    assert [each["@odata.type"].rpartition(".")[2] for each in found] == [
        "deviceEnrollmentPlatformRestrictionsConfiguration",
        "deviceEnrollmentLimitConfiguration",
        "deviceEnrollmentWindowsHelloForBusinessConfiguration",
        "windows10EnrollmentCompletionPageConfiguration",
    ]
    beta = {"roleScopeTagIds", "deviceEnrollmentConfigurationType", "macRestriction", "securityKeyForSignIn"}
    assert not beta & {name for each in found for name in each}
    assert set(found[0]["iosRestriction"]) == {
        "platformBlocked", "personalDeviceEnrollmentBlocked", "osMinimumVersion", "osMaximumVersion",
    }  # fmt: skip
    assert adatum.get(f"{path}/{found[1]['id']}").json()["limit"] == 15
    assert adatum.get(f"{path}/{mine}").status_code == 404
