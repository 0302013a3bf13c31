"""The drift that a report shows: what `./migrate drift --json` or `pulumi preview --json` has written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intune_waves.report.clean_text import clean
from intune_waves.report.rows import DriftCheck, DriftRow
from intune_waves.stack.engine_preview import read_preview
from intune_waves.stack.refusal import RefusedError
from intune_waves.step.drift import Severity


def read_drift(file: Path) -> DriftCheck:
    """The drift in a file, worst first. Raises RefusedError (exit code 2) where there is none in it."""
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as cannot:
        raise RefusedError(f"{file}: cannot be read: {cannot.strerror}", exit_code=2) from None
    except ValueError:
        raise _no_drift(file) from None
    try:
        rows = [_row(each) for each in said["drift"]] if "drift" in said else _previewed(file, said)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_drift(file) from None
    rows.sort(key=lambda row: (row.severity, row.kind, row.name))
    return DriftCheck(checked=True, source=clean(file.name), rows=tuple(rows))


def _row(said: Mapping[str, Any]) -> DriftRow:
    severity = Severity(said["severity"])
    kind = str(said["kind"]).rpartition(":")[2]
    return DriftRow(severity, severity.title, clean(kind), clean(said["resource"]), clean(said["what"]))


def _previewed(file: Path, said: Mapping[str, Any]) -> list[DriftRow]:
    preview = read_preview(said)
    if preview.refusals:
        raise RefusedError(
            f"{file}: the preview ended with an error, so what has drifted is not known [drift-file]",
            f"put right what it complains of, then ./migrate drift --json > {file.name}",
            exit_code=2,
        )
    found = [each.drift() for each in preview.changes]
    return [
        DriftRow(
            each.severity,
            each.severity.title,
            clean(each.kind.rpartition(":")[2]),
            clean(each.name),
            clean(each.what),
        )
        for each in found
    ]


def _no_drift(file: Path) -> RefusedError:
    return RefusedError(
        f"{file}: this is no drift in JSON [drift-file]",
        f"write it with ./migrate drift --json > {file.name}",
        exit_code=2,
    )
