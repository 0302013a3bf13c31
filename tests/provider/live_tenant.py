"""A started simulated tenant, and what a test does to it by hand, beside the provider."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext, create_default_context
from typing import Any, Self
from urllib.parse import urlencode

PROJECT = Path(__file__).resolve().parents[2]
RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
POLICIES = "/beta/deviceManagement/deviceCompliancePolicies"
TEMPLATES = "/beta/deviceManagement/notificationMessageTemplates"
SETTINGS = "/beta/deviceManagement"


def tenant_command(*arguments: str) -> str:
    """What `python -m tenant …` prints."""
    command = [sys.executable, "-m", "tenant", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, check=True, capture_output=True, text=True, timeout=120
    ).stdout


@dataclass
class LiveTenant:
    """`environment` is what the provider gets; calls made here are an administrator's."""

    url: str
    environment: dict[str, str]
    trust: SSLContext
    token: str = ""

    @classmethod
    def start(cls, home: Path) -> Self:
        tenant_command("start", "--home", str(home))
        status = json.loads(tenant_command("status", "--json", "--home", str(home)))
        environment = {
            "ARM_TENANT_ID": status["tenant_id"],
            "ARM_CLIENT_ID": status["client_id"],
            "ARM_CLIENT_SECRET": status["client_secret"],
            "ARM_METADATA_HOSTNAME": status["url"].removeprefix("https://"),
        }
        return cls(status["url"], environment, create_default_context(cafile=status["ca_file"]))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request; Graph's are signed in, the controls need no token."""
        headers = {"Content-Type": "application/json"}
        if not path.startswith("/_tenant"):
            headers["Authorization"] = f"Bearer {self._signed_in()}"
        content = json.dumps(body).encode() if body is not None else None
        return self._send(urllib.request.Request(self.url + path, content, headers, method=method))

    def make_group(self, name: str) -> str:
        group = {"displayName": name, "mailNickname": "x", "mailEnabled": False, "securityEnabled": True}
        return str(self.call("POST", "/v1.0/groups", group)["id"])

    def group_id(self, name: str) -> str:
        groups = self.call("GET", "/v1.0/groups")["value"]
        return next(str(group["id"]) for group in groups if group["displayName"] == name)

    def members(self, group_id: str) -> set[str]:
        return {str(user["id"]) for user in self._all(f"/v1.0/groups/{group_id}/members?$select=id&$top=999")}

    def names_in(self, group: str, count: int) -> list[str]:
        path = f"/v1.0/groups/{self.group_id(group)}/members?$select=userPrincipalName&$top=999"
        return [str(user["userPrincipalName"]) for user in self._all(path)][:count]

    def restrictions(self) -> dict[str, dict[str, Any]]:
        """By display name, as the snapshot tells them."""
        return {one["displayName"]: one for one in self.call("GET", "/_tenant/snapshot")["restrictions"]}

    def tidy(self) -> None:
        """Calm, and without what the provider makes; a reset to the seed would take a second a test."""
        self.faults({"name": "calm"})
        for restriction in self.call("GET", "/_tenant/snapshot")["restrictions"]:
            self.call("DELETE", f"{RESTRICTIONS}/{restriction['id']}")
        for path in (POLICIES, TEMPLATES):
            for one in self.call("GET", path)["value"]:
                self.call("DELETE", f"{path}/{one['id']}")
        self.call("PATCH", SETTINGS, {"settings": {"secureByDefault": False}})

    def policies(self) -> dict[str, dict[str, Any]]:
        """Compliance policies by display name, with their assignments and actions."""
        expand = "$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"
        return {one["displayName"]: one for one in self.call("GET", f"{POLICIES}?{expand}")["value"]}

    def forget_requests(self) -> None:
        self.call("DELETE", "/_tenant/requests")

    def requests(self) -> list[dict[str, Any]]:
        """The Graph requests since they were forgotten, those inside a $batch too; no sign-in."""
        listed = self.call("GET", "/_tenant/requests")["requests"]
        return [one for one in listed if one["path"].startswith(("/v1.0", "/beta"))]

    def writes(self) -> Counter[str]:
        """How many requests other than GET there were, by method; a $batch itself is none."""
        return Counter(
            one["method"]
            for one in self.requests()
            if one["method"] != "GET" and not one["path"].endswith("$batch")
        )

    def faults(self, plan: dict[str, Any]) -> None:
        self.call("PUT", "/_tenant/faults", plan)

    def _all(self, path: str) -> list[dict[str, Any]]:
        found = []
        while path:
            body = self.call("GET", path)
            found += body["value"]
            path = body.get("@odata.nextLink", "").removeprefix(self.url)
        return found

    def _signed_in(self) -> str:
        if not self.token:
            environment = self.environment
            form = {
                "grant_type": "client_credentials",
                "client_id": environment["ARM_CLIENT_ID"],
                "client_secret": environment["ARM_CLIENT_SECRET"],
                "scope": f"{self.url}/.default",
            }
            path = f"/{environment['ARM_TENANT_ID']}/oauth2/v2.0/token"
            self.token = self._send(urllib.request.Request(self.url + path, urlencode(form).encode()))[
                "access_token"
            ]
        return self.token

    def _send(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, context=self.trust, timeout=60) as answer:
            content = answer.read()
        return json.loads(content) if content else None
