"""What a conditional access policy demands: a compliant device, on which platforms, and under what else.

Microsoft Learn, "Conditional Access: Grant", "Conditional Access: Conditions",
"conditionalAccessGrantControls resource type" (2025-03).
"""

from dataclasses import dataclass, field

from tools.simulated_tenant.wire.call import Json

PLATFORMS = ("windows", "macOS", "iOS", "android", "linux", "windowsPhone")
# What a device's platform in the store is called by conditional access.
SHOWN_PLATFORM = {
    "windows": "windows",
    "mac": "macOS",
    "ios": "iOS",
    "android": "android",
    "androidForWork": "android",
}
# With operator OR these let people in without a compliant device. No device of this tenant is joined to a
# domain, so `domainJoinedDevice` is no way in.
_OTHER_WAYS = {"mfa", "passwordChange", "approvedApplication", "compliantApplication"}
_WEIGHED = ("applications", "users", "platforms", "clientAppTypes")


@dataclass(frozen=True)
class Demand:
    """An enabled policy that denies access without a compliant device.

    `mask` holds its platforms as bits, `users` the condition of that name. `narrowed` names the conditions
    that make the policy apply to fewer sign-ins and are not weighed here: to be enforced is meant widely.
    """

    policy_id: str
    name: str = field(compare=False)
    mask: int
    users: str  # as JSON, so that two demands can be compared
    narrowed: tuple[str, ...] = field(compare=False)


def bits(platforms: tuple[str, ...]) -> int:
    return sum(1 << PLATFORMS.index(each) for each in platforms)


def names(mask: int) -> list[str]:
    return [each for number, each in enumerate(PLATFORMS) if mask >> number & 1]


def demands_device(policy: Json) -> bool:
    """Whether the policy, in the state `enabled`, lets nobody in whose device is not compliant."""
    grant = policy.get("grantControls") or {}
    controls = set(grant.get("builtInControls") or ())
    if "compliantDevice" not in controls:
        return False
    if grant.get("operator") == "AND":
        return True
    other = ("customAuthenticationFactors", "termsOfUse", "authenticationStrength")
    return not controls & _OTHER_WAYS and not any(grant.get(name) for name in other)


def covered_platforms(policy: Json) -> tuple[str, ...]:
    """The platforms that the policy's condition leaves; all of them without one."""
    platforms = policy["conditions"].get("platforms") or {}
    included = platforms.get("includePlatforms") or ["all"]
    excluded = platforms.get("excludePlatforms") or ()
    return tuple(
        each
        for each in PLATFORMS
        if ("all" in included or each in included) and "all" not in excluded and each not in excluded
    )


def narrowing(policy: Json) -> tuple[str, ...]:
    """The conditions, beside users, apps and platforms, that spare some sign-ins."""
    conditions = policy["conditions"]
    found = [name for name, value in conditions.items() if value and name not in _WEIGHED]
    if "all" not in (conditions.get("clientAppTypes") or ["all"]):
        found.append("clientAppTypes")
    apps = conditions.get("applications") or {}
    if "All" not in (apps.get("includeApplications") or ()) or apps.get("excludeApplications"):
        found.append("applications")
    return tuple(sorted(found))


def covers_an_app(policy: Json) -> bool:
    """Whether it is for any app or user action at all: `None` among its apps is none."""
    apps = policy["conditions"].get("applications") or {}
    named = set(apps.get("includeApplications") or ()) - {"None"}
    return bool(
        named
        or apps.get("includeUserActions")
        or apps.get("includeAuthenticationContextClassReferences")
        or apps.get("applicationFilter")
    )
