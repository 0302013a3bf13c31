"""What differs between the tenant and the program: read from `pulumi preview --refresh --json`."""

from collections.abc import Iterator, Mapping
from typing import Any

from migration.errors import Complaint, ComplaintsError
from report.clean_text import clean
from report.rows import Drift, DriftRow

_SILENT = {"same", "refresh", "read", "read-replacement"}
_ENFORCED = "enabled"
_KINDS = {
    "GroupWithoutMembers": "group",
    "Group": "group",
    "ConditionalAccessPolicy": "conditional access policy",
    "GroupMembership": "people of the group",
    "PlatformRestriction": "enrollment restriction",
    "CompliancePolicy": "compliance policy",
    "NotificationTemplate": "notification template",
    "StageGate": "gate",
    "Campaign": "campaign",
    "Wave": "wave",
}
WORST, SERIOUS, OTHER = 1, 2, 3


def read_drift(document: object, source: str) -> Drift:
    """The drift that a preview found, worst first: early enforcement and a lost exclusion.

    Raises ComplaintsError (`drift-file`) for what is no preview in JSON.
    """
    steps = document.get("steps") if isinstance(document, Mapping) else None
    if not isinstance(steps, list) or not all(isinstance(each, Mapping) for each in steps):
        raise ComplaintsError(
            [
                Complaint(
                    rule="drift-file",
                    what=f"{source}: this is no preview in JSON",
                    got=type(document).__name__,
                    next_step="write it with pulumi preview --refresh --json > drift.json",
                )
            ]
        )
    summary = document.get("changeSummary") if isinstance(document, Mapping) else None
    same = summary.get("same", 0) if isinstance(summary, Mapping) else 0
    rows = sorted(_rows(steps), key=lambda row: (row.severity, row.what, row.name))
    return Drift(True, clean(source), same if isinstance(same, int) else 0, tuple(rows))


def _rows(steps: list[Mapping[str, Any]]) -> Iterator[DriftRow]:
    for step in steps:
        op = str(step.get("op"))
        if op in _SILENT:
            continue
        kind, _, name = str(step.get("urn", "")).rpartition("::")
        short = kind.rpartition(":")[2]
        severity, change = _judge(op, short, step)
        yield DriftRow(severity, _KINDS.get(short, clean(short)), clean(name), change)


def _judge(op: str, kind: str, step: Mapping[str, Any]) -> tuple[int, str]:
    differing = step.get("detailedDiff")
    paths = sorted(map(str, differing)) if isinstance(differing, Mapping) else []
    if op == "create":
        return SERIOUS, "is not in the tenant"
    if op == "delete":
        return OTHER, "is in the tenant and no longer declared"
    worst, serious = [], []
    if kind == "ConditionalAccessPolicy":
        observed, desired = (_state(step, side) for side in ("oldState", "newState"))
        if observed == _ENFORCED != desired:
            worst.append(f"enforced too early: enabled in the tenant, declared {desired}")
        if lost := [path for path in paths if "excluded" in path]:
            worst.append(f"an exclusion differs: {clean(', '.join(lost))}")
        if desired == _ENFORCED != observed:
            serious.append(f"not enforced: {observed} in the tenant, declared enabled")
    if worst or serious:
        return WORST if worst else SERIOUS, "; ".join([*worst, *serious])
    return OTHER, f"differs: {clean(', '.join(paths))}" if paths else f"differs ({clean(op)})"


def _state(step: Mapping[str, Any], side: str) -> str:
    held = step.get(side)
    values = held.get("inputs" if side == "newState" else "outputs") if isinstance(held, Mapping) else None
    return clean(values.get("state", "")) if isinstance(values, Mapping) else ""
