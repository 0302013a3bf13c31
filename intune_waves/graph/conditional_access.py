"""Every conditional access policy of the tenant: whom it is for, and whom it leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient

_PATH = "/identity/conditionalAccess/policies?$select=displayName,state,conditions"


@dataclass(frozen=True, slots=True)
class ExistingPolicy:
    """A policy in Graph's own words. Users are ids, or words such as All."""

    name: str
    state: str
    included_users: frozenset[str]
    included_groups: frozenset[str]
    included_roles: frozenset[str]
    excluded_users: frozenset[str]
    excluded_groups: frozenset[str]


async def list_policies(client: GraphClient) -> list[ExistingPolicy]:
    """All policies, in any state. Raises GraphError."""
    return [_from_wire(body) async for body in client.pages(_PATH, about="the conditional access policies")]


def _from_wire(body: Mapping[str, Any]) -> ExistingPolicy:
    users = (body.get("conditions") or {}).get("users") or {}
    return ExistingPolicy(
        name=str(body.get("displayName") or ""),
        state=str(body.get("state") or ""),
        included_users=_ids(users.get("includeUsers")),
        included_groups=_ids(users.get("includeGroups")),
        included_roles=_ids(users.get("includeRoles")),
        excluded_users=_ids(users.get("excludeUsers")),
        excluded_groups=_ids(users.get("excludeGroups")),
    )


def _ids(listed: list[str] | None) -> frozenset[str]:
    return frozenset(listed or ())
