"""`./migrate test`: everything that CI checks, in the same order."""

import os
import subprocess
import sys
import time
from typing import Annotated

import typer

from intune_waves.stack.home import PROJECT
from tools.checks.journeys import journey_commands, under_way


def run_tests(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the journeys on the real engine.")
    ] = False,
    situations: Annotated[
        bool,
        typer.Option("--situations", help="Walk every situation by all of its ways, not by the first alone."),
    ] = False,
) -> None:
    """Lint, check types, test, and walk the journeys on the real engine. Stops at the first failure.

    The journeys are walked beside all the rest, each in a process of its own, and told of at the end.
    """
    python = [sys.executable, "-m"]
    steps = [
        ("lint", [*python, "ruff", "check", "."]),
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("pipelines", [*python, "tools.checks.lint_pipelines"]),
        ("types", [*python, "mypy"]),
        ("tests", [*python, "pytest", "-q", "-m", "not journey"]),
    ]
    if situations:
        os.environ["INTUNE_WAVES_SITUATIONS"] = "all"
    journeys = [] if quick else journey_commands(PROJECT)
    if journeys:
        print(f"== journeys: {len(journeys)} are under way beside the rest", flush=True)
    with under_way(PROJECT, journeys) as running:
        for name, command in steps:
            print(f"== {name}", flush=True)
            began = time.monotonic()
            code = subprocess.run(command, cwd=PROJECT, check=False).returncode
            print(
                f"== {name}: {'failed' if code else 'ok'} after {time.monotonic() - began:.0f} s", flush=True
            )
            if code:
                raise typer.Exit(code)
        codes = [journey.end() for journey in running]
    if any(codes):
        raise typer.Exit(1)
