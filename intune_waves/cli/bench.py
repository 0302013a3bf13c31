"""`./migrate bench`: the figures that the project promises, measured on this machine."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.tables.console import wide_console
from intune_waves.stack.refusal import RefusedError
from tools.benchmarks.table import table

FIGURES = (
    "start-up",
    "rehearsal",
    "messages",
    "report",
    "no-change-preview",
    "filling",
    "state-size",
    "coverage",
    "tenant",
)
ON_REQUEST = (
    "azuread-crashes",
    "coverage-million",
    "hundred-waves",
    "mutation",
    "rehearsal-million",
    "sending",
    "stop",
    "tempers",
    "tenant-million",
)
"""Figures that take so long that they are measured only when they are named."""
_IN = {"rehearsal-million": "rehearsal"}
"""The file of a figure that is not alone in it."""


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Which figures; without a name: {', '.join(FIGURES)}; and {', '.join(ON_REQUEST)}."
        ),
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the rows to this file too.")] = None,
) -> None:
    """Measure, each figure beside its floor and its bar. Exit code 1 when one misses its bar."""
    chosen = tuple(names or FIGURES)
    if unknown := [name for name in chosen if name not in (*FIGURES, *ON_REQUEST)]:
        known = ", ".join((*FIGURES, *ON_REQUEST))
        raise RefusedError(f"there is no figure {', '.join(unknown)}", f"one of {known}", exit_code=2)
    rows = []
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        figure = name.replace("-", "_")
        module = import_module(f"tools.benchmarks.{_IN.get(name, figure)}")
        try:
            rows += module.__dict__[figure]()
        except RuntimeError as failed:
            raise RefusedError(f"{name} could not be measured: {str(failed)[-2000:]}") from None
    wide_console().print(table(rows))
    if as_json:
        as_json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    if not all(row.holds for row in rows):
        raise typer.Exit(1)
