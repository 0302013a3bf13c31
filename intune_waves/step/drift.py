"""Drift: what somebody changed by hand in the tenant, by how much it hurts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

_ENABLED = "enabled"


class ObjectKind(Enum):
    """What an object of the tenant is to the campaign's people."""

    ACCESS_POLICY = "access policy"
    """A conditional access policy: while it is enabled, it keeps people out."""
    GROUP = "group"
    """A group, or who is in it."""
    OTHER = "other"


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
    """One resource that is not as it was applied; `what` is one sentence without a person's name.

    `kind` is the resource's type as the engine names it, for people to read.
    """

    severity: Severity
    kind: str
    name: str
    what: str

    def __str__(self) -> str:
        """`ConditionalAccessPolicy limited-pilot: enabled in the tenant, …`."""
        return f"{self.kind.rpartition(':')[2]} {self.name}: {self.what}"


_SAME_PEOPLE = frozenset({"displayName", "description", "mailNickname"})
"""What may differ of a group while its people are the same."""


def drift_of(
    what: ObjectKind,
    name: str,
    *,
    kind: str,
    existing: Mapping[str, Any] | None,
    desired: Mapping[str, Any] | None,
    changed: Iterable[str] = (),
) -> Drift:
    """Judge one resource by its properties in the tenant and those that it should have (None: it is absent).

    `changed` are the names of the properties that differ. A policy that should not be enabled, and is, comes
    first: nobody has been told.
    """
    changed = set(changed)
    names = ", ".join(sorted(changed)) or "something"
    if what is ObjectKind.ACCESS_POLICY:
        severity, said = _policy(existing, desired, names=names)
    else:
        # A name or a description has the same people; what was deleted or is of an unknown kind may not.
        same_people = bool({*changed}) and {*changed} <= _SAME_PEOPLE and None not in (existing, desired)
        of_people = what is ObjectKind.GROUP and not same_people
        severity = Severity.OTHER_PEOPLE if of_people else Severity.OTHER
        said = _difference(existing, desired, names=names)
    return Drift(severity, kind, name, said)


def _policy(
    existing: Mapping[str, Any] | None, desired: Mapping[str, Any] | None, *, names: str
) -> tuple[Severity, str]:
    is_on = (existing or {}).get("state") == _ENABLED
    should = (desired or {}).get("state") == _ENABLED
    lost = _lost(existing, desired)
    if is_on and not should:
        wanted = (desired or {}).get("state") or "no policy"
        said = "; ".join([f"enabled in the tenant, and {wanted} was applied", *lost])
        return Severity.EARLY_ENFORCEMENT, said
    if lost:
        return Severity.LOST_EXCLUSION, lost[0]
    if should and not is_on:
        found = (existing or {}).get("state") or "deleted"
        return Severity.LOST_ENFORCEMENT, f"{found} in the tenant, and enabled was applied"
    return Severity.OTHER, _difference(existing, desired, names=names)


def _difference(existing: Mapping[str, Any] | None, desired: Mapping[str, Any] | None, *, names: str) -> str:
    if existing is None:
        return "it was deleted in the tenant"
    if desired is None:
        return "it is in the tenant, and not declared any more"
    return f"{names} differs from what was applied"


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
