"""Conditional access policies: whom each is for and whom it leaves out; and the writes that put one back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import GraphError, NotFound
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.pacing import Pace

_PATH = "/identity/conditionalAccess/policies"

REPORT_ONLY = "enabledForReportingButNotEnforced"
ENABLED = "enabled"
_BAD_REQUEST = 400
_NOBODY = {
    "includeUsers": ["None"],
    "includeGroups": [],
    "includeRoles": [],
    "excludeUsers": [],
    "excludeGroups": [],
    "excludeRoles": [],
}


# Many fields: all of them decide whom a policy reaches.
@dataclass(frozen=True, slots=True)
class ExistingPolicy:
    """A policy in Graph's own words. Users are ids, or words such as All; roles are ids of their templates;
    `platforms` are empty for every platform.
    """

    id: str
    name: str
    state: str
    included_users: frozenset[str]
    included_groups: frozenset[str]
    included_roles: frozenset[str]
    excluded_users: frozenset[str]
    excluded_groups: frozenset[str]
    platforms: frozenset[str]
    excluded_platforms: frozenset[str]
    excluded_applications: frozenset[str]
    controls: frozenset[str]
    excluded_roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PolicyState:
    """What a stop needs of a policy."""

    id: str
    name: str
    state: str


async def list_policies(client: GraphClient) -> list[ExistingPolicy]:
    """All policies, in any state. Raises GraphError."""
    path = f"{_PATH}?$select=id,displayName,state,conditions,grantControls"
    policies = Collection(client, path, about="the conditional access policies")
    return [_from_wire(body) async for body in policies.rows()]


async def read_states(client: GraphClient, pace: Pace) -> tuple[list[PolicyState], GraphError | None]:
    """The policies that can be read, and why the others cannot, where a part of the list is refused."""
    path = f"{_PATH}?$select=id,displayName,state"
    found: list[PolicyState] = []
    await pace.turn()
    try:
        async for body in Collection(client, path, about="the conditional access policies").rows():
            found.append(PolicyState(body.text("id"), body.text("displayName", ""), body.text("state", "")))
    except GraphError as refused:
        return found, refused
    return found, None


async def read_policy(client: GraphClient, policy_id: str) -> ExistingPolicy:
    """One policy. Raises NotFound when it is gone; GraphError."""
    return _from_wire(await client.get(f"{_PATH}/{policy_id}", about=f"the policy {policy_id}"))


async def set_state(client: GraphClient, policy_id: str, *, state: str) -> None:
    """Set the policy's state and nothing else. Raises GraphError."""
    await client.patch(f"{_PATH}/{policy_id}", {"state": state}, about=f"the policy {policy_id}")


async def delete_policy(client: GraphClient, policy_id: str) -> None:
    """Delete the policy. Raises NotFound when it is gone already; GraphError."""
    await client.delete(f"{_PATH}/{policy_id}", about=f"the policy {policy_id}")


async def put_back(client: GraphClient, policy_id: str, *, body: Mapping[str, Any]) -> None:
    """Write the policy's state, conditions and controls. Raises GraphError."""
    await client.patch(f"{_PATH}/{policy_id}", dict(body), about=f"the policy {policy_id}")


def write_pace() -> Pace:
    """The limit of conditional access: 1 request a second, per tenant and for all apps together.

    "Microsoft Graph service-specific throttling limits", Microsoft Learn, 2025-03. A little slower, because
    requests do not all take the same time on their way: what comes early is answered 429.
    """
    return Pace(1, 1.04)


async def turn_to_report_only(
    client: GraphClient,
    policies: Iterable[str],
    *,
    pace: Pace | None = None,
    turned: Callable[[int], None] = lambda count: None,
) -> dict[str, GraphError]:
    """Turn the policies of these ids to report-only, one after the other; answers what was refused, by id.

    One refusal holds up none of the others, and a policy that is gone is as good as turned. `turned` hears
    after each policy how many have been.
    """
    pace = pace or write_pace()
    refused: dict[str, GraphError] = {}
    count = 0
    for policy_id in policies:
        await pace.turn()
        try:
            await _turn(client, policy_id, pace=pace)
        except NotFound:
            pass
        except GraphError as error:
            refused[policy_id] = error
            continue
        finally:
            pace.ended()
        count += 1
        turned(count)
    return refused


async def _turn(client: GraphClient, policy_id: str, *, pace: Pace) -> None:
    """Turn one policy. One that names an account or a group that is gone cannot be written as it is: it is
    written for nobody, and whoever puts it back writes its conditions whole.
    """
    try:
        await set_state(client, policy_id, state=REPORT_ONLY)
    except GraphError as refused:
        if refused.status != _BAD_REQUEST:
            raise
        await pace.turn()
        await put_back(client, policy_id, body={"state": REPORT_ONLY, "conditions": {"users": _NOBODY}})


def _from_wire(body: JsonObject) -> ExistingPolicy:
    conditions = body.inner("conditions")
    users, platforms = conditions.inner("users"), conditions.inner("platforms")
    return ExistingPolicy(
        id=body.text("id"),
        name=body.text("displayName", ""),
        state=body.text("state", ""),
        included_users=frozenset(users.texts("includeUsers")),
        included_groups=frozenset(users.texts("includeGroups")),
        included_roles=frozenset(users.texts("includeRoles")),
        excluded_users=frozenset(users.texts("excludeUsers")),
        excluded_groups=frozenset(users.texts("excludeGroups")),
        platforms=frozenset(platforms.texts("includePlatforms")),
        excluded_platforms=frozenset(platforms.texts("excludePlatforms")),
        excluded_applications=frozenset(conditions.inner("applications").texts("excludeApplications")),
        controls=frozenset(body.inner("grantControls").texts("builtInControls")),
        excluded_roles=frozenset(users.texts("excludeRoles")),
    )
