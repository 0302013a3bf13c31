"""Wave one of a campaign on a started tenant, played without the engine until it is enforced."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import Declared, another_run
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import POLICIES, accounts, begin, inputs, restrict

Values = dict[str, Any]
_STAGES = ("announce", "instruct", "deadline", "enforce")
ENABLED, REPORT_ONLY = "enabled", "enabledForReportingButNotEnforced"


@dataclass
class EnforcedWave:
    """Wave one of the campaign, its objects in the tenant, and its admission in a stack."""

    tenant: LiveTenant
    group: str
    enforced: str
    policy: str
    campaign: Declared
    gate: Declared
    admission: Declared
    told: list[str]

    def declared(self, stage: str, **more: Any) -> Values:
        enforces = stage == "enforce"
        return {
            "wave": "one",
            "title": "One",
            "stage": stage,
            "groupId": self.group,
            "enforcedGroupId": self.enforced,
            "platforms": ["windows"],
            "breakGlassIds": accounts(self.tenant),
            "policy": {
                "id": self.policy,
                "state": ENABLED if enforces else REPORT_ONLY,
                "includedGroups": [self.enforced if enforces else self.group],
                "excludedUsers": accounts(self.tenant),
                "platforms": ["windows"],
            },
            "thresholds": {"coverage": 90},
            **more,
        }

    async def judge(self, period: int, stage: str) -> None:
        """What the campaign's own resource does in each run, before everything else."""
        begun = int(self.campaign.inputs.get("period", 0))
        for earlier in range(begun + 1, period):
            await self.campaign.up(inputs(self.tenant, earlier, _STAGES[earlier - 1]))
        await self.campaign.up(inputs(self.tenant, period, stage))

    async def step(self, period: int, stage: str, **more: Any) -> Values:
        """A run of the engine: campaign, gate, azuread's write of the policy, admission."""
        await self.judge(period, stage)
        await self.gate.up(self.gate_declared(stage, period))
        self.write_policy(stage)
        return await self.admission.up(self.declared(stage, **more))

    def gate_declared(self, stage: str, period: int) -> Values:
        gate = {name: self.declared(stage)[name] for name in ("wave", "title", "stage", "groupId")}
        enforced = {"enforcedGroupId": self.enforced, "platforms": ["windows"], "period": period}
        return {**gate, **enforced, "thresholds": {"coverage": 90}}

    def write_policy(self, stage: str) -> None:
        policy = self.declared(stage)["policy"]
        self.patch(
            state=policy["state"],
            conditions={
                "users": {
                    "includeGroups": policy["includedGroups"],
                    "excludeUsers": policy["excludedUsers"],
                }
            },
        )

    def patch(self, **body: Any) -> None:
        another_run(self.admission.provider)
        self.tenant.call("PATCH", f"{POLICIES}/{self.policy}", body)

    def admitted(self) -> set[str]:
        return self.tenant.members(self.enforced)

    def people(self) -> set[str]:
        return self.tenant.members(self.group)

    def add(self, person: str, group: str = "") -> None:
        another_run(self.admission.provider)
        reference = {"@odata.id": f"{self.tenant.url}/v1.0/directoryObjects/{person}"}
        self.tenant.call("POST", f"/v1.0/groups/{group or self.group}/members/$ref", reference)

    def remove(self, person: str, group: str) -> None:
        another_run(self.admission.provider)
        self.tenant.call("DELETE", f"/v1.0/groups/{group}/members/{person}/$ref")

    def waiting(self) -> dict[str, int]:
        """The groups in which people wait, by name."""
        groups = self.tenant.call("GET", "/v1.0/groups")["value"]
        return {
            group["displayName"]: len(self.tenant.members(group["id"]))
            for group in groups
            if " until " in group["displayName"]
        }

    def dated(self) -> list[str]:
        """The names of all groups that remember people of the wave."""
        groups = self.tenant.call("GET", "/v1.0/groups")["value"]
        return [each["displayName"] for each in groups if each["mailNickname"].startswith("intune-waves.")]

    def turn_by_a_stop(self) -> None:
        """What ./migrate stop leaves: the policy is report-only, and everybody is in the enforced group."""
        self.patch(state=REPORT_ONLY)
        assert self.admitted() == self.people()

    def lose_coverage(self) -> None:
        """Have five people join who would lose access."""
        for _ in range(5):
            self.add(self.uncovered_newcomer())

    def covered_newcomer(self) -> str:
        staff = self.tenant.members(self.tenant.group_id("IT Department"))
        return max(staff - self.people())

    def uncovered_newcomer(self) -> str:
        staff = self.tenant.members(self.tenant.group_id("IT Department"))
        users = self.tenant.client.everything("/v1.0/users?$select=id,userPrincipalName&$top=999")
        others = {str(user["id"]) for user in users if "breakglass" not in user["userPrincipalName"]}
        return max(others - staff - self.people())


@pytest.fixture
async def wave(started_tenant: LiveTenant) -> AsyncIterator[EnforcedWave]:
    """A wave of ten in deadline, all of IT with compliant computers."""
    tenant = started_tenant
    tenant.call("POST", "/_tenant/reset", {})
    tenant.faults({"name": "calm"})
    told: list[str] = []
    provider = IntuneProvider("0.0.0", tenant.environment, tell=told.append)
    campaign, gate, admission = (
        Declared(provider, f"intune:index:{token}") for token in ("Campaign", "StageGate", "Admission")
    )
    await campaign.up(inputs(tenant, 1, "announce"))
    another_run(provider)
    group, enforced = begin(tenant, "One", 10), tenant.make_group("Intune waves: One (enforced)")
    restrict(tenant, "IT may", tenant.group_id("IT Department"))
    tenant.call("PUT", "/_tenant/behaviour", {"name": "eager"})
    tenant.call("POST", "/_tenant/clock", {"days": 14})
    body = {
        "displayName": "Intune waves: One needs a compliant device",
        "state": REPORT_ONLY,
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"]},
            "platforms": {"includePlatforms": ["windows"]},
            "users": {"includeGroups": [group], "excludeUsers": accounts(tenant)},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    policy = str(tenant.call("POST", POLICIES, body)["id"])
    yield EnforcedWave(tenant, group, enforced, policy, campaign, gate, admission, told)
    await provider.connection.close()
    tenant.call("PUT", "/_tenant/behaviour", {"name": "calm"})
    tenant.call("POST", "/_tenant/reset", {})


async def enforce(wave: EnforcedWave) -> None:
    await wave.step(3, "deadline")
    await wave.step(4, "enforce")
