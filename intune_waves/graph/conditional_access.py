"""Every conditional access policy of the tenant: whom it is for, and whom it leaves out."""

from dataclasses import dataclass

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject

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
    policies = Collection(client, _PATH, about="the conditional access policies")
    return [_from_wire(body) async for body in policies.rows()]


def _from_wire(body: JsonObject) -> ExistingPolicy:
    users = body.inner("conditions").inner("users")
    return ExistingPolicy(
        name=body.text("displayName", ""),
        state=body.text("state", ""),
        included_users=frozenset(users.texts("includeUsers")),
        included_groups=frozenset(users.texts("includeGroups")),
        included_roles=frozenset(users.texts("includeRoles")),
        excluded_users=frozenset(users.texts("excludeUsers")),
        excluded_groups=frozenset(users.texts("excludeGroups")),
    )
