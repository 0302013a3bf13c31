"""A wave's conditional access policy as it shall be, held against the tenant's."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from intune_waves.campaign.naming import policy_name_of
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.platform import Platform
from intune_waves.graph.conditional_access import ENABLED, ExistingPolicy
from intune_waves.provider.protocol.property import Values

_ALL_PLATFORMS = frozenset(each.in_conditional_access for each in Platform)


def own_policies(policies: Iterable[ExistingPolicy], inputs: Values) -> list[ExistingPolicy]:
    """The policies of the wave: by its name, or over its enforced group, as in a closed campaign."""
    own, enforced = policy_name_of(inputs["title"]), inputs["enforcedGroupId"]
    return [each for each in policies if each.name == own or enforced in each.included_groups]


def reaching(policies: Iterable[ExistingPolicy], inputs: Values) -> list[ExistingPolicy]:
    """Those of the policies that hold for people of the wave."""
    groups = {inputs["groupId"], inputs["enforcedGroupId"]}
    return [each for each in policies if each.state == ENABLED and groups & each.included_groups]


def spared_by(policies: Iterable[ExistingPolicy], known: Collection[str]) -> frozenset[str]:
    """Whom a hand has named in the exclusions of all these policies, beside the `known` break-glass accounts;
    nobody where these are not known. Guests, whom the one policy for everybody leaves out by a word, are
    nobody.
    """
    excluded = [frozenset(filter(is_object_id, each.excluded_users)) for each in policies]
    return frozenset.intersection(*excluded) - set(known) if known and excluded else frozenset()


def is_narrowed(policies: Collection[ExistingPolicy], inputs: Values) -> bool:
    """Whether all of these policies ask less than the wave's shall."""
    return bool(policies) and all(_asks_less(_asking_on(inputs), each) for each in policies)


def differing(desired: Mapping[str, Any], existing: ExistingPolicy) -> list[str]:
    """The names of what the tenant's policy has otherwise than desired; sets are compared as sets."""
    found = {
        "state": (desired["state"], existing.state),
        "includedGroups": (set(desired.get("includedGroups", ())), existing.included_groups),
        "excludedUsers": (set(desired.get("excludedUsers", ())), existing.excluded_users),
        "platforms": (set(desired.get("platforms", ())), existing.platforms),
        "excludedApplications": (
            set(desired.get("excludedApplications", ())),
            existing.excluded_applications,
        ),
        "excludedGroups": (set(), existing.excluded_groups),
        "excludedRoles": (set(), existing.excluded_roles),
        "includedUsers": (set(), existing.included_users - {"None"}),
        "includedRoles": (set(), existing.included_roles),
        "excludedPlatforms": (set(), existing.excluded_platforms),
        "controls": ({"compliantDevice"}, existing.controls),
    }
    return [name for name, (wanted, has) in found.items() if wanted != has]


def is_wider(desired: Mapping[str, Any], existing: ExistingPolicy) -> bool:
    """Whether the desired policy would enforce somebody of the enforced group whom the tenant's does not, but
    for users whom the tenant's leaves out by name.
    """
    asks = desired["state"] == ENABLED
    return asks and (
        existing.state != ENABLED
        or not set(desired.get("includedGroups", ())) <= existing.included_groups
        or bool(existing.excluded_groups or existing.excluded_roles)
        or "compliantDevice" not in existing.controls
        or _asks_on_more(desired.get("platforms", ()), existing)
        or not existing.excluded_applications <= set(desired.get("excludedApplications", ()))
    )


def _asking_on(inputs: Values) -> list[str]:
    """The platforms on which a gate's wave is to be asked, in conditional access's words."""
    return inputs.get("asksOn") or [Platform(each).in_conditional_access for each in inputs["platforms"]]


def asked_on(existing: ExistingPolicy) -> frozenset[str]:
    """The platforms on which the tenant's policy asks."""
    everywhere = not existing.platforms or "all" in existing.platforms
    return _ALL_PLATFORMS - existing.excluded_platforms if everywhere else existing.platforms


def _asks_less(platforms: Iterable[str], existing: ExistingPolicy) -> bool:
    """Whether the tenant's policy of a wave in enforce asks less than one on these platforms."""
    return (
        bool(existing.excluded_groups or existing.excluded_roles)
        or "compliantDevice" not in existing.controls
        or _asks_on_more(platforms, existing)
    )


def _asks_on_more(platforms: Iterable[str], existing: ExistingPolicy) -> bool:
    """Whether a policy would ask on platforms on which the tenant's does not."""
    everywhere = not existing.platforms or "all" in existing.platforms
    asked = set(platforms)
    return bool(asked & existing.excluded_platforms or not (everywhere or asked <= existing.platforms))


def widened_body(
    existing: ExistingPolicy, inputs: Values, *, break_glass: Collection[str]
) -> dict[str, Any] | None:
    """The wave's own policy as it is in the tenant, but asking on the platforms that it shall; None where it
    is otherwise than it shall be in more than platforms and applications.
    """
    as_it_is = {
        "state": ENABLED,
        "includedGroups": [inputs["enforcedGroupId"]],
        "excludedUsers": sorted(break_glass),
        "platforms": sorted(existing.platforms),
        "excludedApplications": sorted(existing.excluded_applications),
    }
    if existing.name != policy_name_of(inputs["title"]) or differing(as_it_is, existing):
        return None
    return whole_body({**as_it_is, "platforms": _asking_on(inputs)})


def whole_body(desired: Mapping[str, Any]) -> dict[str, Any]:
    """The policy in Graph's words, whole, so that nothing of a hand's change stays."""
    return {
        "state": desired["state"],
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {
                "includeApplications": ["All"],
                "excludeApplications": list(desired.get("excludedApplications", ())),
            },
            "platforms": {"includePlatforms": list(desired.get("platforms", ())), "excludePlatforms": []},
            "users": {
                "includeUsers": [],
                "includeGroups": list(desired.get("includedGroups", ())),
                "includeRoles": [],
                "excludeUsers": list(desired.get("excludedUsers", ())),
                "excludeGroups": [],
                "excludeRoles": [],
            },
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
