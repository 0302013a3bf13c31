"""What the tenant does not do it answers with 501, never with a refusal of Graph's that is none."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulated_tenant.refusals import LISTED, listed
from tests.simulated_tenant.simulated import COMPLIANCE, POLICIES, RESTRICTIONS, TEMPLATES, Simulated
from tools.simulated_tenant.graph_routes.table import ROUTES
from tools.simulated_tenant.wire import routing
from tools.simulated_tenant.wire.types import names_of

ROOT = LISTED.parent
# What makes a refusal out of a message; every other maker of one has its message written into it.
MAKERS = {
    "GraphError", "SignInError", "bad_request", "refused", "invalid", "_refused", "unsupported_query",
    "_unauthorized",
}  # fmt: skip
GRAPH = "#microsoft.graph"
NOBODY = "00000000-0000-0000-0000-000000000001"


def written(node: ast.expr) -> str | None:
    """The text of a literal, with `{}` for what an f-string fills in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    return None


def refusals_in_the_sources() -> Iterator[tuple[str, str]]:
    """Where a refusal with a message of its own is made, and the message."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS
            ):
                continue
            numbers = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if 500 in numbers or 501 in numbers:
                continue
            messages = [text for each in node.args if (text := written(each)) is not None and " " in text]
            for message in messages[-1:]:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", message


def test_every_refusal_of_the_sources_is_one_of_graphs() -> None:
    made = list(refusals_in_the_sources())
    assert len(made) > 150
    assert [(where, message) for where, message in made if message not in listed()] == []


def test_the_list_holds_no_refusal_that_nothing_makes() -> None:
    used = {message for _, message in refusals_in_the_sources()}
    assert [message for message in listed() if message not in used] == []


Item = tuple[str, str, Any]


def in_batches(adatum: Simulated, items: list[Item]) -> Iterator[tuple[int, str]]:
    """Status and message of each request, which go in batches of twenty."""
    for start in range(0, len(items), 20):
        requests = [
            {
                "id": str(number),
                "method": method,
                "url": url,
                **({} if body is None else {"body": body, "headers": {"Content-Type": "application/json"}}),
            }
            for number, (method, url, body) in enumerate(items[start : start + 20])
        ]
        answer = adatum.ask("POST", "/beta/$batch", {"requests": requests})
        for part in answer.json()["responses"]:
            body = part.get("body") or {}
            yield part["status"], body.get("error", {}).get("message", "") if isinstance(body, dict) else ""


def path_of(adatum: Simulated, kind: str) -> str:
    """The path of an object of the type, below the version."""
    version, made = "/v1.0", ""
    if kind == "user":
        return f"/users/{adatum.user_ids(1)[0]}"
    if kind == "group":
        return f"/groups/{adatum.new_group()['id']}"
    if kind == "conditionalAccessPolicy":
        made = f"{POLICIES}/{adatum.ask('POST', POLICIES, adatum.policy()).json()['id']}"
    elif kind == "deviceCompliancePolicy":
        made = f"{COMPLIANCE}/{adatum.new_compliance_policy()}"
    elif kind == "notificationMessageTemplate":
        made = f"{TEMPLATES}/{adatum.new_template()}"
    elif kind == "deviceEnrollmentConfiguration":
        version, made = "/beta", f"{RESTRICTIONS}/{adatum.new_restriction()['id']}"
    return made.removeprefix(version)


ONE_OF = ("user", "group", "conditionalAccessPolicy", "deviceCompliancePolicy", "notificationMessageTemplate",
          "deviceEnrollmentConfiguration")  # fmt: skip
LISTS = {
    "user": "/users",
    "group": "/groups",
    "servicePrincipal": "/servicePrincipals",
    "directoryRole": "/directoryRoles",
    "managedDevice": "/deviceManagement/managedDevices",
    "managedDeviceOverview": "/deviceManagement/managedDeviceOverview",
    "deviceManagement": "/deviceManagement",
    "signIn": "/auditLogs/signIns",
    "namedLocation": "/identity/conditionalAccess/namedLocations",
    "conditionalAccessPolicy": "/identity/conditionalAccess/policies",
    "deviceCompliancePolicy": "/deviceManagement/deviceCompliancePolicies",
    "deviceEnrollmentConfiguration": "/deviceManagement/deviceEnrollmentConfigurations",
    "mobilityManagementPolicy": "/policies/mobileDeviceManagementPolicies",
}


@pytest.mark.parametrize(("kind", "path"), LISTS.items())
def test_no_documented_property_is_called_unknown(adatum: Simulated, kind: str, path: str) -> None:
    adatum.new_group()
    adatum.ask("POST", POLICIES, adatum.policy())
    adatum.control("POST", "clock", {"days": 1})
    names = [each.spelled for each in names_of(kind)]
    items: list[Item] = [("GET", f"{path}?$select={name}", None) for name in names]
    items += [("GET", f"{path}?$select={name.upper()}", None) for name in names]
    items += [("GET", f"{path}?$filter={name} eq null", None) for name in names]
    items += [("GET", f"{path}?$orderby={name}", None) for name in names]
    for (_, url, _), (status, message) in zip(items, in_batches(adatum, items), strict=True):
        assert "Could not find a property" not in message, url
        # Reading the MDM scope takes a person; everything else is read or not simulated.
        assert status in (200, 400, 501) or "sign in as a person" in message, (url, status, message)
        assert "$select" not in url or status != 400, (url, message)


@pytest.mark.parametrize("kind", ONE_OF)
def test_no_documented_property_is_unknown_to_a_patch(adatum: Simulated, kind: str) -> None:
    path = path_of(adatum, kind)
    bodies = [{each.spelled: each.empty} for each in names_of(kind)]
    items = [("PATCH", path, body) for body in bodies]
    for body, (_, message) in zip(bodies, in_batches(adatum, items), strict=True):
        assert "does not exist" not in message, (body, message)


def test_nothing_that_graph_has_in_place_of_an_id_is_taken_for_one(adatum: Simulated) -> None:
    reserved = yaml.safe_load(Path(routing.__file__).with_name("reserved.yaml").read_text(encoding="utf-8"))
    words = [*reserved, "$count", "$ref", "$value", "microsoft.graph.user", "graph.group", "delta(x='1')"]
    served = {(route.method, *route.segments) for route in ROUTES}
    # A cast that is served there is a list and no id.
    served |= {(method, *(each.replace("microsoft.", "") for each in rest)) for method, *rest in served}
    items: list[Item] = []
    for route in ROUTES:
        for place, segment in enumerate(route.segments):
            if not segment.startswith("{"):
                continue
            for word in words if place == len(route.segments) - 1 else words[:3]:
                put = [*route.segments[:place], word, *route.segments[place + 1 :]]
                if (route.method, *put) in served:
                    continue
                rest = [NOBODY if each.startswith("{") else each for each in put]
                body: Any = {} if route.method in ("POST", "PATCH") else None
                items.append((route.method, "/" + "/".join(rest), body))
    for (method, url, _), (status, message) in zip(items, in_batches(adatum, items), strict=True):
        if any(word in url.split("/") for word in ("getByIds", "microsoft.graph.user", "$count", "$ref")):
            assert status in (200, 204, 400, 404, 405, 501), (method, url)
            assert f"'{url.rpartition('/')[2]}'" not in message, (method, url, message)
        else:
            assert status in (405, 501), (method, url, status, message)


def test_a_method_that_graph_has_on_a_served_path_is_not_called_forbidden(adatum: Simulated) -> None:
    served = {(route.method, route.pattern.lower()) for route in ROUTES}
    items: list[Item] = []
    for pattern in {route.pattern for route in ROUTES}:
        for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            if (method, pattern.lower()) not in served:
                url = "/" + "/".join(
                    NOBODY if each.startswith("{") else each for each in pattern[1:].split("/")
                )
                items.append((method, url, {} if method in ("POST", "PATCH", "PUT") else None))
    told: dict[str, int] = {}
    for (method, url, _), (status, message) in zip(items, in_batches(adatum, items), strict=True):
        assert status in (405, 501) or method == "DELETE", (method, url, status, message)
        told[f"{method} {url}"] = status
    assert told["PUT /users"] == 501
    assert told["DELETE /users"] == told[f"POST /users/{NOBODY}"] == 405
    assert told["POST /groups/$count"] == 405
    assert told["POST /subscriptions"] == told["POST /domains"] == 501
    assert told[f"DELETE /deviceManagement/managedDevices/{NOBODY}"] == 501


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (RESTRICTIONS, {"@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration"}),
        (
            RESTRICTIONS,
            {"@odata.type": "#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration"},
        ),
        (
            RESTRICTIONS,
            {
                "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration",
                "displayName": "x",
                "platformType": "linux",
            },
        ),
        (COMPLIANCE, {"@odata.type": "#microsoft.graph.windows81CompliancePolicy", "displayName": "x"}),
    ],
)
def test_a_body_of_a_documented_form_is_not_called_wrong(adatum: Simulated, path: str, body: Any) -> None:
    assert adatum.ask("POST", path, body).status_code == 501


@pytest.mark.parametrize("kind", ["allDevices", "allLicensedUsers", "exclusionGroup"])
def test_a_target_of_another_documented_kind_is_not_called_wrong(adatum: Simulated, kind: str) -> None:
    target = {"target": {"@odata.type": f"#microsoft.graph.{kind}AssignmentTarget", "groupId": NOBODY}}
    restriction, policy = adatum.new_restriction()["id"], adatum.new_compliance_policy()
    body = {"enrollmentConfigurationAssignments": [target]}
    assert adatum.ask("POST", f"{RESTRICTIONS}/{restriction}/assign", body).status_code == 501
    assert adatum.ask("POST", f"{COMPLIANCE}/{policy}/assign", {"assignments": [target]}).status_code == 501


def test_a_message_in_mime_is_not_called_unreadable(adatum: Simulated) -> None:
    sender = adatum.user_ids(1)[0]
    answer = adatum.send(
        "POST",
        f"/v1.0/users/{sender}/sendMail",
        content=b"RnJvbTogYQ==",
        headers={"Authorization": f"Bearer {adatum.token}", "Content-Type": "text/plain"},
    )
    assert answer.status_code == 501


def test_a_key_may_stand_in_parentheses(adatum: Simulated) -> None:
    person = adatum.user_ids(1)[0]
    assert adatum.get(f"/v1.0/users('{person}')").json()["id"] == person
    assert adatum.get("/v1.0/users('breakglass1@adatum.com')").status_code == 200
