"""`./migrate test`: everything that CI checks, in the same order."""

import subprocess
import sys
import time
from typing import Annotated

import typer


def run_tests(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the journeys on the real engine.")
    ] = False,
) -> None:
    """Lint, check types, test, and walk the journeys on the real engine. Stops at the first failure."""
    from commands.home import PROJECT

    python = [sys.executable, "-m"]
    steps = [
        ("lint", [*python, "ruff", "check", "."]),
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("pipelines", [*python, "commands.lint_pipelines"]),
        ("types", [*python, "mypy"]),
        ("tests", [*python, "pytest", "-q", "-m", "not journey"]),
    ]
    if not quick:
        steps.append(("journeys", [*python, "pytest", "-v", "-m", "journey"]))
    for name, command in steps:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run(command, cwd=PROJECT, check=False).returncode
        print(f"== {name}: {'failed' if code else 'ok'} after {time.monotonic() - began:.0f} s", flush=True)
        if code:
            raise typer.Exit(code)
