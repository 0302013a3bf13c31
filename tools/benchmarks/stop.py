"""A stop of as many policies as a tenant holds, under the simulated tenant's real limit."""

import asyncio
import time
from collections.abc import Iterator

from intune_waves.campaign.naming import policy_name_of
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.pacing import Patience
from intune_waves.graph.conditional_access import ENABLED
from intune_waves.stack.stopping import PATIENCE_SECONDS, KnownPolicies, Stopped, stop_policies
from tools.benchmarks.row import Row
from tools.benchmarks.workbench import Workbench, workbench

_POLICIES = 195
_BAR = 1.1
_PATH = "/v1.0/identity/conditionalAccess/policies"


def stop(policies: int = _POLICIES) -> Iterator[Row]:
    """From the sign-in to the last look whether it is so, without a state; takes over three minutes."""
    with workbench() as bench:
        _enable(bench, policies)
        bench.control("PUT", "faults", body={"name": "throttled"})
        bench.clear_requests()
        began = time.perf_counter()
        stopped = asyncio.run(_stop(bench))
        seconds = time.perf_counter() - began
        refused = [row for row in bench.requests() if row["status"] == 429]
        bench.control("PUT", "faults", body={"name": "calm"})
        listed = bench.client.everything(_PATH)
        enabled = [each for each in listed if each["state"] == ENABLED]
    shown = f"stopping {policies:,} policies at 1 request a second"
    yield Row(shown, seconds, "s", policies, _BAR * policies)
    yield Row(f"{shown}, policies turned", len(stopped.turned), "policies", policies, policies, at_least=True)
    yield Row(f"{shown}, policies enabled still", len(enabled), "policies", 0, 0)
    yield Row(f"{shown}, requests answered 429", len(refused), "requests", 0)


def _enable(bench: Workbench, count: int) -> None:
    """Enabled policies of that many waves, for nobody: each includes a group without members."""
    made = {"displayName": "Bench", "mailNickname": "bench", "mailEnabled": False, "securityEnabled": True}
    group = str(bench.graph("POST", "/v1.0/groups", body=made)["id"])
    for number in range(count):
        body = {
            "displayName": policy_name_of(f"Wave {number}"),
            "state": ENABLED,
            "conditions": {
                "clientAppTypes": ["all"],
                "applications": {"includeApplications": ["All"]},
                "platforms": {"includePlatforms": ["windows"]},
                "users": {"includeGroups": [group]},
            },
            "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
        }
        bench.graph("POST", _PATH, body=body)


async def _stop(bench: Workbench) -> Stopped:
    """What `./migrate stop` does once it has read the state, which is lost here."""
    async with await open_client(bench.environment, patience=lambda: Patience(PATIENCE_SECONDS)) as client:
        return await stop_policies(client, KnownPolicies())
