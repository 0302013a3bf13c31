"""Compliance policies: their settings per type, their actions, their assignments, what is refused."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import COMPLIANCE, TEMPLATES, Simulated, error, rule
from tools.simulated_tenant.graph_routes.device_management.compliance_settings import (
    BETA_SETTINGS,
    SETTINGS,
)

BETA = COMPLIANCE.replace("v1.0", "beta")
WINDOWS = "#microsoft.graph.windows10CompliancePolicy"
EXPAND = "$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"
NOBODY = "00000000-0000-0000-0000-000000000000"


def body(**changes: Any) -> dict[str, Any]:
    given = {"@odata.type": WINDOWS, "displayName": "W", "scheduledActionsForRule": [rule(0)]}
    return {name: value for name, value in {**given, **changes}.items() if value is not Ellipsis}


def message(answer: Any) -> str:
    status, code, text = error(answer)
    assert (status, code) == (400, "BadRequest")
    return text


def test_a_new_policy_shows_every_setting_of_its_type(adatum: Simulated) -> None:
    for kind, settings in SETTINGS.items():
        made = adatum.ask("POST", COMPLIANCE, body(**{"@odata.type": kind}))
        assert made.status_code == 201, made.text
        read = adatum.get(f"{COMPLIANCE}/{made.json()['id']}").json()
        assert read == made.json()
        assert set(settings) < set(read)
        assert not set(BETA_SETTINGS[kind]) & set(read)
        beta = adatum.get(f"{BETA}/{read['id']}").json()
        assert set(BETA_SETTINGS[kind]) < set(beta)
    assert len(adatum.get(COMPLIANCE).json()["value"]) == len(SETTINGS) == 5
    windows = adatum.get(COMPLIANCE).json()["value"][0]
    assert (windows["bitLockerEnabled"], windows["passwordRequiredType"]) == (False, "deviceDefault")
    assert (windows["osMinimumVersion"], windows["passwordMinimumLength"]) == (None, None)
    assert windows["version"] == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"@odata.type": ...}, "Cannot create a compliance policy of type 'None'"),
        ({"@odata.type": "#microsoft.graph.amigaCompliancePolicy"}, "Cannot create a compliance policy"),
        ({"displayName": ""}, "'displayName' is missing"),
        ({"bitlockerEnabled": True}, "'bitlockerEnabled' does not exist on type"),
        ({"passcodeRequired": True}, "'passcodeRequired' does not exist on type"),
        ({"tpmRequired": True}, "'tpmRequired' does not exist on type"),
        ({"bitLockerEnabled": "yes"}, "Invalid value 'yes' for property 'bitLockerEnabled'"),
        ({"passwordRequiredType": "letters"}, "valid values are deviceDefault, alphanumeric, numeric"),
        ({"passwordMinimumLength": -1}, "valid values are 0 to"),
        ({"passwordMinimumLength": True}, "valid values are 0 to"),
        ({"assignments": []}, "'assignments' cannot be written here"),
        ({"scheduledActionsForRule": ...}, "'scheduledActionsForRule' is missing"),
        ({"scheduledActionsForRule": []}, "exactly one action of type 'block'"),
        ({"scheduledActionsForRule": [{}]}, "'scheduledActionConfigurations' of a rule is missing"),
        ({"scheduledActionsForRule": [rule(0), rule(24)]}, "exactly one action of type 'block'"),
        ({"scheduledActionsForRule": [rule(8761)]}, "a number from 0 to 8760, got 8761"),
        ({"scheduledActionsForRule": [rule(-1)]}, "a number from 0 to 8760, got -1"),
        (
            {"scheduledActionsForRule": [rule(0, {"nobody": [24]})]},
            "template 'nobody' of an action does not exist",
        ),
    ],
)
def test_what_graph_refuses_leaves_no_policy(adatum: Simulated, changes: Any, said: str) -> None:
    assert said in message(adatum.ask("POST", COMPLIANCE, body(**changes)))
    assert adatum.get(COMPLIANCE).json()["value"] == []


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"actionType": "scold"}, "Invalid actionType 'scold'"),
        ({"actionType": "block", "after": 1}, "'after' does not exist on type"),
        ({"actionType": "notification"}, "template '00000000-0000-0000-0000-000000000000' of an action does"),
        ("block", "must be an object"),
    ],
)
def test_an_action_that_is_none_is_refused(adatum: Simulated, item: Any, said: str) -> None:
    given = rule(0)
    given["scheduledActionConfigurations"].append(item)
    assert said in message(adatum.ask("POST", COMPLIANCE, body(scheduledActionsForRule=[given])))


def test_numbers_have_the_bounds_of_their_page(adatum: Simulated) -> None:
    mac = {"@odata.type": "#microsoft.graph.macOSCompliancePolicy"}
    for length, status in ((3, 400), (4, 201), (14, 201), (15, 400)):
        answer = adatum.ask("POST", COMPLIANCE, body(**mac, passwordMinimumLength=length))
        assert answer.status_code == status


def test_what_beta_alone_has_is_written_there(adatum: Simulated) -> None:
    made = adatum.ask("POST", BETA, body(tpmRequired=True)).json()
    assert (made["tpmRequired"], made["roleScopeTagIds"]) == (True, ["0"])


def test_a_patch_counts_the_version_and_wants_the_type_for_its_own_settings(adatum: Simulated) -> None:
    made = adatum.ask("POST", COMPLIANCE, body(osMinimumVersion="10.0")).json()
    path = f"{COMPLIANCE}/{made['id']}"
    assert "Send the @odata.type" in message(adatum.ask("PATCH", path, {"bitLockerEnabled": True}))
    changed = adatum.ask("PATCH", path, {"@odata.type": WINDOWS, "bitLockerEnabled": True})
    assert changed.status_code == 200
    assert (changed.json()["bitLockerEnabled"], changed.json()["version"]) == (True, 2)
    assert changed.json()["osMinimumVersion"] == "10.0"
    cleared = adatum.ask("PATCH", path, {"@odata.type": WINDOWS, "osMinimumVersion": None}).json()
    assert (cleared["osMinimumVersion"], cleared["version"]) == (None, 3)
    assert adatum.ask("PATCH", path, {"displayName": "V", "description": "D"}).json()["displayName"] == "V"
    actions = {"scheduledActionsForRule": [rule(24)]}
    assert "cannot be written here" in message(adatum.ask("PATCH", path, actions))


def test_assign_replaces_the_whole_list_and_answers_with_it(adatum: Simulated) -> None:
    policy = adatum.new_compliance_policy()
    groups = [adatum.new_group(name)["id"] for name in ("A", "B")]
    for wanted in (groups, groups[1:], []):
        answer = adatum.assign_compliance(policy, *wanted)
        assert answer.status_code == 200
        assert [each["target"]["groupId"] for each in answer.json()["value"]] == wanted
        assert adatum.get(f"{COMPLIANCE}/{policy}/assignments").json()["value"] == answer.json()["value"]
    adatum.assign_compliance(policy, groups[0])
    assert f"{NOBODY} of an assignment does not exist" in message(adatum.assign_compliance(policy, NOBODY))
    assert "'assignments' is missing" in message(adatum.ask("POST", f"{COMPLIANCE}/{policy}/assign", {}))
    nobody = {"target": {"@odata.type": "#microsoft.graph.amigaAssignmentTarget"}}
    refused = adatum.ask("POST", f"{COMPLIANCE}/{policy}/assign", {"assignments": [nobody]})
    assert "needs a target of type #microsoft.graph.groupAssignmentTarget" in message(refused)
    assert len(adatum.get(f"{COMPLIANCE}/{policy}/assignments").json()["value"]) == 1


def test_the_actions_are_replaced_as_a_whole(adatum: Simulated) -> None:
    template = adatum.new_template()
    policy = adatum.new_compliance_policy(grace=24)
    path = f"{COMPLIANCE}/{policy}"
    new = {"deviceComplianceScheduledActionForRules": [rule(48, {template: [12, 36]})]}
    answer = adatum.ask("POST", f"{path}/scheduleActionsForRules", new)
    assert (answer.status_code, answer.content) == (204, b"")
    (found,) = adatum.get(f"{path}?{EXPAND}").json()["scheduledActionsForRule"]
    assert found["ruleName"] is None
    items = [
        (each["actionType"], each["gracePeriodHours"], each["notificationTemplateId"])
        for each in found["scheduledActionConfigurations"]
    ]
    nothing = "00000000-0000-0000-0000-000000000000"
    assert items == [("block", 48, nothing), ("notification", 12, template), ("notification", 36, template)]
    none = adatum.ask(
        "POST", f"{path}/scheduleActionsForRules", {"deviceComplianceScheduledActionForRules": []}
    )
    assert "exactly one" in message(none)
    rules = f"{path}/scheduledActionsForRule"
    assert adatum.get(f"{rules}?$expand=scheduledActionConfigurations").json()["value"] == [found]
    assert set(adatum.get(rules).json()["value"][0]) == {"id", "ruleName"}


def test_a_list_expands_selects_and_filters(adatum: Simulated) -> None:
    group = adatum.new_group()["id"]
    adatum.new_compliance_policy(group, kind="macOS")
    adatum.ask("POST", COMPLIANCE, body(displayName="Other"))
    first, second = adatum.get(f"{COMPLIANCE}?{EXPAND}").json()["value"]
    assert [each["target"]["groupId"] for each in first["assignments"]] == [group]
    assert second["assignments"] == []
    assert len(second["scheduledActionsForRule"][0]["scheduledActionConfigurations"]) == 1
    short = adatum.get(f"{COMPLIANCE}?$expand=scheduledActionsForRule").json()["value"][0]
    assert set(short["scheduledActionsForRule"][0]) == {"id", "ruleName"}
    found = adatum.get(f"{COMPLIANCE}?$filter=displayName eq 'Other'&$select=displayName").json()["value"]
    assert found == [{"@odata.type": WINDOWS, "id": second["id"], "displayName": "Other"}]
    assert adatum.get(f"{COMPLIANCE}?$select=bitLockerEnabled").status_code == 400
    assert adatum.get(f"{COMPLIANCE}?$expand=assignments,deviceStatuses").status_code == 501
    page = adatum.get(f"{COMPLIANCE}?{EXPAND}&$top=1").json()
    rest = adatum.get(page["@odata.nextLink"].removeprefix("https://localhost")).json()
    assert [*page["value"], *rest["value"]] == [first, second]


def test_an_unknown_or_deleted_policy_is_404(adatum: Simulated) -> None:
    policy = adatum.new_compliance_policy()
    assert adatum.ask("DELETE", f"{COMPLIANCE}/{policy}").status_code == 204
    for method, path in (
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/assign"), ("GET", "/assignments"),
        ("GET", "/scheduledActionsForRule"), ("POST", "/scheduleActionsForRules"),
    ):  # fmt: skip
        assert error(adatum.ask(method, f"{COMPLIANCE}/{policy}{path}", {}))[:2] == (404, "ResourceNotFound")


def test_reading_takes_one_right_and_writing_another(adatum: Simulated) -> None:
    policy = adatum.new_compliance_policy()
    for right, statuses in (
        ("DeviceManagementConfiguration.Read.All", (200, 403)),
        ("DeviceManagementConfiguration.ReadWrite.All", (200, 200)),
        ("DeviceManagementServiceConfig.ReadWrite.All", (403, 403)),
    ):
        adatum.control("PUT", "application", {"rights": [right]})
        adatum.token = adatum.sign_in().json()["access_token"]
        read, written = adatum.get(COMPLIANCE), adatum.ask("PATCH", f"{COMPLIANCE}/{policy}", {})
        assert (read.status_code, written.status_code) == statuses


def test_a_hundred_writes_fit_in_twenty_seconds(adatum: Simulated) -> None:
    adatum.control("PUT", "faults", {"name": "throttled"})
    for path in (COMPLIANCE, TEMPLATES):
        assert [adatum.ask("POST", path, {}).status_code for _ in range(101)] == [400] * 100 + [429]
        assert adatum.get(path).status_code == 200
