"""Drift: what somebody changed by hand in the tenant, by how much it hurts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

_POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
_GROUP_KINDS = (
    "azuread:index/group:Group",
    "azuread:index/groupWithoutMembers:GroupWithoutMembers",
    "intune:index:GroupMembership",
)
_ENABLED = "enabled"


class Severity(IntEnum):
    """How much a drift hurts, worst first: what locks people out comes before what lets them in."""

    EARLY_ENFORCEMENT = 1
    LOST_EXCLUSION = 2
    LOST_ENFORCEMENT = 3
    OTHER_PEOPLE = 4
    OTHER = 5

    @property
    def title(self) -> str:
        """The words of a heading."""
        return _TITLES[self]


_TITLES = {
    Severity.EARLY_ENFORCEMENT: "Early enforcement",
    Severity.LOST_EXCLUSION: "A lost exclusion",
    Severity.LOST_ENFORCEMENT: "Lost enforcement",
    Severity.OTHER_PEOPLE: "Other people than declared",
    Severity.OTHER: "Other changes",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """One resource that is not as it was applied; `what` is one sentence without a person's name."""

    severity: Severity
    kind: str
    name: str
    what: str

    def __str__(self) -> str:
        """`ConditionalAccessPolicy limited-pilot: enabled in the tenant, …`."""
        return f"{self.kind.rpartition(':')[2]} {self.name}: {self.what}"


def drift_of(
    kind: str,
    name: str,
    existing: Mapping[str, Any] | None,
    desired: Mapping[str, Any] | None,
    changed: Iterable[str] = (),
) -> Drift:
    """Judge one resource by its properties in the tenant and those that it should have (None: it is absent).

    `changed` are the names of the properties that differ. A policy that should not be enabled, and is, comes
    first: nobody has been told.
    """
    names = ", ".join(sorted(set(changed))) or "something"
    if kind == _POLICY:
        return _policy(name, existing, desired, names)
    severity = Severity.OTHER_PEOPLE if kind in _GROUP_KINDS else Severity.OTHER
    if existing is None:
        return Drift(severity, kind, name, "it was deleted in the tenant")
    if desired is None:
        return Drift(severity, kind, name, "it is in the tenant, and not declared any more")
    return Drift(severity, kind, name, f"{names} differs from what was applied")


def _policy(
    name: str, existing: Mapping[str, Any] | None, desired: Mapping[str, Any] | None, names: str
) -> Drift:
    is_on = (existing or {}).get("state") == _ENABLED
    should = (desired or {}).get("state") == _ENABLED
    if is_on and not should:
        wanted = (desired or {}).get("state") or "no policy"
        what = "; ".join([f"enabled in the tenant, and {wanted} was applied", *_lost(existing, desired)])
        return Drift(Severity.EARLY_ENFORCEMENT, _POLICY, name, what)
    if lost := _lost(existing, desired):
        return Drift(Severity.LOST_EXCLUSION, _POLICY, name, lost[0])
    if should and not is_on:
        found = (existing or {}).get("state") or "deleted"
        return Drift(
            Severity.LOST_ENFORCEMENT, _POLICY, name, f"{found} in the tenant, and enabled was applied"
        )
    if existing is None:
        return Drift(Severity.OTHER, _POLICY, name, "it was deleted in the tenant")
    return Drift(Severity.OTHER, _POLICY, name, f"{names} differs from what was applied")


def _lost(existing: Mapping[str, Any] | None, desired: Mapping[str, Any] | None) -> list[str]:
    missing = _exclusions(desired) - _exclusions(existing)
    if existing is None or not missing:
        return []
    counted = "1 exclusion is" if len(missing) == 1 else f"{len(missing)} exclusions are"
    return [f"{counted} missing from it"]


def _exclusions(policy: Mapping[str, Any] | None) -> set[str]:
    users = ((policy or {}).get("conditions") or {}).get("users") or {}
    if isinstance(users, list):
        users = users[0] if users else {}
    return {
        f"{key}:{each}"
        for key in ("excludedUsers", "excludedGroups", "excludedRoles")
        for each in users.get(key) or []
    }
