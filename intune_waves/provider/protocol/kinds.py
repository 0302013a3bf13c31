"""The kinds that there are. Each is read from its own file when it is first needed."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from intune_waves.provider.protocol.kind import PACKAGE, Kind

_FILES = {
    "Admission": "admission",
    "Campaign": "campaign",
    "ClosingGate": "closing_gate",
    "CompliancePolicy": "compliance_policy",
    "DevicesWithoutPolicy": "devices_without_policy",
    "EnrollmentRestriction": "enrollment_restriction",
    "GroupMembership": "group_membership",
    "NotificationTemplate": "notification_template",
    "PlatformRestriction": "platform_restriction",
    "SharedRestrictions": "shared_restrictions",
    "StageGate": "stage_gate",
}
"""The file of each kind in `provider/kinds/`: a new kind is one file and one line here."""

TOKENS: Mapping[str, str] = {PACKAGE + name: name for name in _FILES}
"""The name of each kind by its token."""


def kind_of(token: str) -> type[Kind[Any]]:
    """The class of a kind, such as StageGateKind. Raises KeyError where there is no such token."""
    name = TOKENS[token]
    module = import_module(f"intune_waves.provider.kinds.{_FILES[name]}")
    found: type[Kind[Any]] = getattr(module, f"{name}Kind")
    return found


def every_kind() -> dict[str, type[Kind[Any]]]:
    """All kinds by token, for the schema and what else follows from the declarations."""
    return {token: kind_of(token) for token in TOKENS}
