"""What the engine would do, read from `pulumi preview --json` as plain rows."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.engine_hint import hint
from commands.engine_run import Stack, configured
from commands.home import PROJECT
from commands.refusal import RefusedError
from migration.review import ReviewedChange, digest_of

# The sentence for people counts them; their number is compared by itself, with tolerance.
_COUNTED = frozenset({"means", "evidence"})
_NO_CHANGE = frozenset({"same", "read", "refresh", "read-replacement", "discard-read", "read-discard"})
# The engine writes a replacement as three steps; one of them stands for all.
_PARTS = frozenset({"create-replacement", "delete-replaced", "discard-replaced"})


@dataclass(frozen=True, slots=True)
class EnginePreview:
    """A preview that has ended. `refusals` are the engine's errors; a step with any is not taken."""

    changes: tuple[ReviewedChange, ...]
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


def preview_engine(stack: Stack, period: int | None = None, arguments: Sequence[str] = ()) -> EnginePreview:
    """Preview against the tenant as it is now (`--refresh`), writing nothing.

    Raises RefusedError where the engine gives no preview at all.
    """
    with configured(stack, period) as flags:
        words = ["preview", "--json", "--refresh", "--non-interactive", "--stack", stack.name]
        answer = subprocess.run(
            ["pulumi", *words, *flags, *arguments],
            cwd=PROJECT,
            env=stack.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        said = json.loads(answer.stdout)
    except ValueError:
        spoken = (answer.stderr or answer.stdout).strip().removeprefix("error: ")
        raise RefusedError(f"previewing {stack.name!r} failed: {spoken}", hint(spoken) or "") from None
    preview = read_preview(said)
    if answer.returncode and not preview.refusals:
        spoken = answer.stderr.strip().removeprefix("error: ") or f"exit code {answer.returncode}"
        return EnginePreview(preview.changes, (spoken,), preview.warnings)
    return preview


def read_preview(said: Mapping[str, Any]) -> EnginePreview:
    """The rows of a preview as the engine's JSON has it."""
    diagnostics = said.get("diagnostics") or []
    return EnginePreview(
        changes=tuple(sorted(_changes(said.get("steps") or []), key=lambda change: change.resource)),
        refusals=tuple(_texts(diagnostics, "error")),
        warnings=tuple(_texts(diagnostics, "warning")),
    )


def _changes(steps: Sequence[Mapping[str, Any]]) -> Iterator[ReviewedChange]:
    for step in steps:
        state = step.get("newState") or step.get("oldState") or {}
        if step["op"] in _NO_CHANGE | _PARTS or not state.get("custom") or _is_provider(state):
            continue
        yield ReviewedChange(
            kind=state["type"],
            name=step["urn"].rpartition("::")[2],
            action=step["op"],
            values={} if step["op"] == "delete" else _values(step, state),
        )


def _values(step: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each property that the step sets: all of them, or those that an update changes."""
    inputs = {name: value for name, value in (state.get("inputs") or {}).items() if name not in _COUNTED}
    changed = {path.partition(".")[0].partition("[")[0] for path in step.get("detailedDiff") or {}}
    changed |= set(step.get("diffReasons") or [])
    named = inputs.keys() & changed if step["op"] == "update" and changed else inputs.keys()
    gone = changed - inputs.keys() - _COUNTED if step["op"] == "update" else set()
    return {name: digest_of(inputs[name]) for name in named} | {name: digest_of(None) for name in gone}


def _is_provider(state: Mapping[str, Any]) -> bool:
    return str(state.get("type", "")).startswith("pulumi:")


def _texts(diagnostics: Sequence[Mapping[str, Any]], severity: str) -> Iterator[str]:
    for each in diagnostics:
        text = str(each.get("message", "")).strip().removeprefix(f"{severity}: ")
        if each.get("severity") == severity and text:
            yield text
