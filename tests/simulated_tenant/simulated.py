"""A tenant in this process, with a client that speaks HTTP to it and keeps its token."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from tests.simulated_tenant.refusals import check_refusals
from tools.simulated_tenant.application import build_application
from tools.simulated_tenant.state import Tenant, open_tenant
from tools.simulated_tenant.store.applications import read_application

RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
COMPLIANCE = "/v1.0/deviceManagement/deviceCompliancePolicies"
TEMPLATES = "/v1.0/deviceManagement/notificationMessageTemplates"
POLICIES = "/v1.0/identity/conditionalAccess/policies"
SECRET = "client_secret"
CONTROL_TOKEN = "of-the-controls"
Sent = Mapping[str, list[int]]


class Simulated:
    """A small Adatum Corporation: 600 people unless said otherwise, 15 of them in IT."""

    def __init__(self, people: int = 600, path: str = ":memory:") -> None:
        self.seconds = 1000.0
        self.tenant: Tenant = open_tenant(path, people=people, now=lambda: self.seconds)
        self.transport = httpx.ASGITransport(
            build_application(self.tenant, CONTROL_TOKEN), client=("127.0.0.1", 50_000)
        )
        self.token = self.sign_in().json()["access_token"]

    def sign_in(self, **changes: Any) -> Any:
        """A client-credentials sign-in; `changes` replace fields, None leaves one out."""
        application = read_application(self.tenant.db)
        form = {
            "grant_type": "client_credentials",
            "client_id": application.client_id,
            SECRET: application.client_secret,
            "scope": "https://localhost/.default",
            **changes,
        }
        tenant = form.pop("tenant", None) or self.control("GET", "status").json()["tenant_id"]
        given = {name: value for name, value in form.items() if value is not None}
        return self.send("POST", f"/{tenant}/oauth2/v2.0/token", data=given)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request as httpx sends it, without a token."""

        async def sent() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="https://localhost") as client:
                return await client.request(method, path, **more)

        answer = asyncio.run(sent())
        if not path.startswith("/_tenant/") and not self.tenant.fault_plan.failures:
            check_refusals(answer)
        return answer

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request with the token; underscores in names of headers stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, path, json=body, headers={"Authorization": f"Bearer {self.token}", **named})

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def everything(self, path: str) -> list[Any]:
        """The rows of all pages."""
        rows: list[Any] = []
        while path:
            page = self.get(path).json()
            rows += page["value"]
            path = page.get("@odata.nextLink", "").removeprefix("https://localhost")
        return rows

    def eventual(self, path: str) -> Any:
        return self.get(path, ConsistencyLevel="eventual")

    def control(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
        return self.send(method, f"/_tenant/{path}", json=body, headers=headers)

    def snapshot(self) -> Any:
        return self.control("GET", "snapshot").json()

    def new_group(self, name: str = "Wave", **more: Any) -> Any:
        """Make a security group and return it."""
        body = {"displayName": name, "mailEnabled": False, "mailNickname": "wave", "securityEnabled": True}
        answer = self.ask("POST", "/beta/groups", {**body, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def user_ids(self, number: int) -> list[str]:
        return [user["id"] for user in self.get(f"/v1.0/users?$select=id&$top={number}").json()["value"]]

    def add_members(self, group_id: str, ids: list[str]) -> Any:
        links = [f"https://localhost/v1.0/directoryObjects/{each}" for each in ids]
        return self.ask("PATCH", f"/v1.0/groups/{group_id}", {"members@odata.bind": links})

    def count_members(self, group_id: str) -> int:
        return int(self.eventual(f"/v1.0/groups/{group_id}/members/$count").text)

    def new_restriction(self, name: str = "Wave", platform: str = "windows", **restriction: Any) -> Any:
        body = {
            "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration",
            "displayName": name,
            "platformType": platform,
            "platformRestriction": restriction,
        }
        answer = self.ask("POST", RESTRICTIONS, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def assign(self, restriction_id: str, *group_ids: str) -> Any:
        targets = [
            {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group_id}}
            for group_id in group_ids
        ]
        body = {"enrollmentConfigurationAssignments": targets}
        return self.ask("POST", f"{RESTRICTIONS}/{restriction_id}/assign", body)

    def new_compliance_policy(
        self, *group_ids: str, kind: str = "windows10", grace: int = 0, sent: Sent | None = None
    ) -> str:
        """Make a compliance policy for the groups; `sent` are the hours of notifications by template id."""
        body = {
            "@odata.type": f"#microsoft.graph.{kind}CompliancePolicy",
            "displayName": "Wave",
            "scheduledActionsForRule": [rule(grace, sent)],
        }
        answer = self.ask("POST", COMPLIANCE, body)
        assert answer.status_code == 201, answer.text
        policy_id: str = answer.json()["id"]
        assert self.assign_compliance(policy_id, *group_ids).status_code == 200
        return policy_id

    def assign_compliance(self, policy_id: str, *group_ids: str) -> Any:
        targets = [
            {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group_id}}
            for group_id in group_ids
        ]
        return self.ask("POST", f"{COMPLIANCE}/{policy_id}/assign", {"assignments": targets})

    def new_template(self, name: str = "Reminder") -> str:
        """Make a notification template with one message and return its id."""
        template = self.ask("POST", TEMPLATES, {"displayName": name}).json()["id"]
        message = {"locale": "en-us", "subject": "Your device", "messageTemplate": "<p>Please look.</p>"}
        answer = self.ask(
            "POST", f"{TEMPLATES}/{template}/localizedNotificationMessages", {**message, "isDefault": True}
        )
        assert answer.status_code == 201, answer.text
        return str(template)

    def policy(self, **changes: Any) -> dict[str, Any]:
        """The body of a policy that Graph takes."""
        body: dict[str, Any] = {
            "displayName": "Pilot needs a compliant device",
            "state": "enabledForReportingButNotEnforced",
            "conditions": {
                "applications": {"includeApplications": ["All"]},
                "users": {"includeUsers": ["All"]},
            },
            "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
        }
        return {**body, **changes}


def rule(grace: int, sent: Sent | None = None) -> dict[str, Any]:
    """A rule that blocks after `grace` hours and sends templates, by their ids, after others."""
    notifications = [
        {"actionType": "notification", "gracePeriodHours": hours, "notificationTemplateId": template}
        for template, each in (sent or {}).items()
        for hours in each
    ]
    block = {"actionType": "block", "gracePeriodHours": grace}
    return {"ruleName": "PasswordRequired", "scheduledActionConfigurations": [block, *notifications]}


def error(answer: Any) -> tuple[int, str, str]:
    """Status, code and message of a refusal, after a look at its shape."""
    body = answer.json()["error"]
    assert set(body["innerError"]) == {"date", "request-id", "client-request-id"}
    assert answer.headers["request-id"] == body["innerError"]["request-id"]
    return answer.status_code, body["code"], body["message"]
