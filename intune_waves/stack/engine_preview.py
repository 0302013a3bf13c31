"""What the engine would do, read from `pulumi preview --json` as plain rows."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intune_waves.stack.engine import Engine, hint
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.resource_types import object_kind
from intune_waves.step.drift import Drift, drift_of
from intune_waves.step.review import ReviewedChange, digest_of_value

# Sentences and evidence count people; their number moves by itself and is compared apart, with tolerance.
_COUNTED = frozenset({"means", "evidence"})
_NO_CHANGE = frozenset({"same", "read", "refresh", "read-replacement", "discard-read", "read-discard"})
# Flags of `pulumi up` that say nothing of what is applied: `pulumi preview` has no such flag, or ends by it.
_OF_UP_ALONE = frozenset(
    {"--skip-preview", "-f", "--continue-on-error", "--strict", "--expect-no-changes", "--yes", "-y"}
)
# The engine writes a replacement as three steps; one of them stands for all.
_PARTS = frozenset({"create-replacement", "delete-replaced", "discard-replaced"})

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EngineChange:
    """One resource that the engine would change: its inputs before and after (None: it is not there), and
    the names of those that differ, where it is an update.
    """

    kind: str
    name: str
    action: str
    existing: Properties | None
    desired: Properties | None
    changed: frozenset[str]

    def reviewed(self) -> ReviewedChange:
        """The change with digests in place of values."""
        desired = {name: self.desired[name] for name in self.desired} if self.desired else {}
        if self.action == "update":
            desired = {name: desired.get(name) for name in self.changed}
        digests = {name: digest_of_value(value) for name, value in desired.items() if name not in _COUNTED}
        return ReviewedChange(self.kind, self.name, self.action, digests)

    def drift(self) -> Drift:
        """The change as the repair of something that was changed by hand."""
        return drift_of(
            object_kind(self.kind),
            self.name,
            kind=self.kind,
            existing=self.existing,
            desired=self.desired,
            changed=self.changed,
        )


@dataclass(frozen=True, slots=True)
class EnginePreview:
    """A preview that has ended. `refusals` are the engine's errors; a step with any is not taken."""

    changes: tuple[EngineChange, ...]
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


def preview_engine(engine: Engine, flags: Sequence[str]) -> EnginePreview:
    """Preview against the tenant as it is now (`--refresh`), writing nothing.

    `flags` may be those that `pulumi up` is to be run with; what they say of the program is previewed.
    Raises RefusedError where the engine gives no preview at all.
    """
    shared = [flag for flag in flags if flag not in _OF_UP_ALONE]
    answer = engine.ask(["preview", "--stack", engine.stack, *shared, "--json", "--refresh"])
    spoken = answer.stderr.strip().removeprefix("error: ")
    try:
        preview = read_preview(json.loads(answer.stdout))
    except (ValueError, KeyError):
        spoken = spoken or answer.stdout.strip()
        raise RefusedError(f"previewing {engine.stack!r} failed: {spoken}", hint(spoken) or "") from None
    if answer.returncode and not preview.refusals:
        unsaid = spoken or f"the engine ended with exit code {answer.returncode}"
        return EnginePreview(preview.changes, (unsaid,), preview.warnings)
    return preview


def read_preview(said: Mapping[str, Any]) -> EnginePreview:
    """The rows of a preview as the engine's JSON has it. Raises KeyError for JSON of another shape."""
    changes = sorted(_changes(said["steps"]), key=lambda change: (change.kind, change.name))
    diagnostics = said.get("diagnostics") or []
    return EnginePreview(
        tuple(changes), tuple(_texts(diagnostics, "error")), tuple(_texts(diagnostics, "warning"))
    )


def _changes(steps: Sequence[Mapping[str, Any]]) -> Iterator[EngineChange]:
    for step in steps:
        existing, desired = step.get("oldState") or {}, step.get("newState") or {}
        state = desired or existing
        kind = str(state.get("type", ""))
        if step["op"] in _NO_CHANGE | _PARTS or not state.get("custom") or kind.startswith("pulumi:"):
            continue
        before = None if step["op"] == "create" else _own(existing)
        after = None if step["op"] == "delete" else _own(desired)
        yield EngineChange(
            kind,
            step["urn"].rpartition("::")[2],
            step["op"],
            before,
            after,
            _changed(step, before, after=after),
        )


def _own(state: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that somebody declared; the engine's own notes among them begin with underscores."""
    return {name: value for name, value in (state.get("inputs") or {}).items() if not name.startswith("__")}


def _changed(
    step: Mapping[str, Any], before: Properties | None, *, after: Properties | None
) -> frozenset[str]:
    if before is None or after is None:
        return frozenset()
    paths = [*(step.get("diffReasons") or []), *(step.get("detailedDiff") or {})]
    named = {path.partition(".")[0].partition("[")[0] for path in paths}
    return frozenset(named or (name for name in after if before.get(name) != after[name]))


def _texts(diagnostics: Sequence[Mapping[str, Any]], severity: str) -> Iterator[str]:
    for each in diagnostics:
        text = str(each.get("message", "")).strip().removeprefix(f"{severity}: ")
        if each.get("severity") == severity and text:
            yield text
