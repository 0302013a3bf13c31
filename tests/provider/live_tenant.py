"""A started simulated tenant, and what a test does to it by hand, beside the provider."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tools.benchmarks.plain_client import PlainClient

PROJECT = Path(__file__).resolve().parents[2]
RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
POLICIES = "/beta/deviceManagement/deviceCompliancePolicies"
TEMPLATES = "/beta/deviceManagement/notificationMessageTemplates"
SETTINGS = "/beta/deviceManagement"


def tenant_command(*arguments: str) -> str:
    """What `python -m tools.simulated_tenant …` prints."""
    command = [sys.executable, "-m", "tools.simulated_tenant", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, check=True, capture_output=True, text=True, timeout=120
    ).stdout


@dataclass
class LiveTenant:
    """`environment` is what the provider gets; calls made here are an administrator's."""

    url: str
    environment: dict[str, str]
    client: PlainClient

    @classmethod
    def start(cls, home: Path) -> Self:
        tenant_command("start", "--home", str(home))
        status = json.loads(tenant_command("status", "--json", "--home", str(home)))
        environment = {
            "ARM_TENANT_ID": status["tenant_id"],
            "ARM_CLIENT_ID": status["client_id"],
            "ARM_CLIENT_SECRET": status["client_secret"],
            "ARM_METADATA_HOSTNAME": status["url"].removeprefix("https://"),
            # Named to the provider itself: the process may have read its authorities before.
            "SSL_CERT_FILE": status["ca_file"],
        }
        identity = {
            name: status[name] for name in ("tenant_id", "client_id", "client_secret", "control_token_file")
        }
        return cls(status["url"], environment, PlainClient(status["url"], status["ca_file"], **identity))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request; Graph's are signed in, the controls need no token."""
        if path.startswith("/_tenant/"):
            return self.client.control(method, path.removeprefix("/_tenant/"), body=body)
        return self.client.graph(method, path, body=body)

    def make_group(self, name: str) -> str:
        group = {"displayName": name, "mailNickname": "x", "mailEnabled": False, "securityEnabled": True}
        return str(self.call("POST", "/v1.0/groups", group)["id"])

    def group_id(self, name: str) -> str:
        groups = self.call("GET", "/v1.0/groups")["value"]
        return next(str(group["id"]) for group in groups if group["displayName"] == name)

    def members(self, group_id: str) -> set[str]:
        return {
            str(user["id"])
            for user in self.client.everything(f"/v1.0/groups/{group_id}/members?$select=id&$top=999")
        }

    def names_in(self, group: str, count: int) -> list[str]:
        path = f"/v1.0/groups/{self.group_id(group)}/members?$select=userPrincipalName&$top=999"
        return [str(user["userPrincipalName"]) for user in self.client.everything(path)][:count]

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
