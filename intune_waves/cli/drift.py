"""`./migrate drift`: what somebody changed by hand since the last `up`, by how much it hurts."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.report.renderers.drift_issue import drift_issue
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.whole_file import write_whole

DRIFTED = 4
"""The exit code for a tenant that is not as applied."""


def drift(
    stack: StackName = "dev",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the text of an issue, in Markdown.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the drift as JSON.")] = False,
) -> None:
    """Compare the tenant with what was applied, worst first. Writes neither to the tenant nor to the state.

    Exit code 0 where nothing has drifted, 4 where something has; other codes mean that it could not be told.
    """
    declared_campaign()
    opened = Stack.open(stack)
    in_force = opened.state.period
    if in_force is None:
        raise RefusedError(
            f"no campaign has been applied in the stack {stack!r}, so nothing can have drifted [no-campaign]",
            f"apply its first period: ./migrate up --stack {stack} --period 1",
        )
    print("comparing the tenant with what was applied ...", file=sys.stderr)
    # The period in force, whatever the file asks for: a step that waits to be applied is no drift.
    preview = opened.preview(in_force)
    if preview.refusals:
        raise RefusedError("the tenant could not be compared: " + "; ".join(preview.refusals))
    found = sorted(
        (each.drift() for each in preview.changes), key=lambda each: (each.severity, each.kind, each.name)
    )
    if out is not None:
        text = drift_issue(stack, found, day=datetime.now(UTC).date()) if found else ""
        write_whole(out, text, next_step="name another --out")
    if as_json:
        rows = [
            {"severity": each.severity.value, "title": each.severity.title, "resource": each.name}
            | {"kind": each.kind, "what": each.what}
            for each in found
        ]
        print(json.dumps({"stack": stack, "period": in_force, "drift": rows}, indent=2))
    elif not found:
        print(f"Nothing has drifted: the tenant is as applied in period {in_force}.")
    else:
        for each in found:
            print(f"{each.severity.title}: {each}")
    raise typer.Exit(DRIFTED if found else 0)
