"""How many small changes of the rooms that decide their own unit tests notice: the mutation score."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly

_BAR_PERCENT = 85
_NEEDED = (
    "intune_waves",
    "components",
    "tools",
    "docs",
    "waves",
    "tests",
)
# The rooms that decide.
_ROOMS = ("campaign", "step", "guards", "gates", "rehearsal", "planning")
# Left out: the random campaigns, for their time, and a test that starts from every guard's own source.
_SETTINGS = f"""\
[mutmut]
source_paths=
{"".join(f"    intune_waves/{room}{chr(10)}" for room in _ROOMS)}pytest_add_cli_args_test_selection=
{"".join(f"    tests/{room}{chr(10)}" for room in _ROOMS)}pytest_add_cli_args=
    --ignore=tests/step/test_campaign_machine.py
    --deselect=tests/guards/test_guard.py::test_a_guard_complains_under_its_own_rule_only
    --hypothesis-seed=0
    -p
    no:cacheprovider
also_copy=
    components
    docs
    intune_waves
    tools
    waves
    tests
    pyproject.toml
"""


def mutation(*patterns: str) -> Iterator[Row]:
    """Mutate a copy of the project and test each mutant; takes about 20 minutes on two processors.

    `patterns` are those of `mutmut run`; without one, every room that decides is mutated.
    """
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        copy, packages = Path(name) / "project", Path(name) / "packages"
        for part in _NEEDED:
            shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(PROJECT / "pyproject.toml", copy)
        (copy / "setup.cfg").write_text(_SETTINGS)
        pins = str(PROJECT / "requirements" / "mutation.txt")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps"]
        quietly([*pip, "--target", str(packages), "-r", pins])
        environment = {**os.environ, "PYTHONPATH": str(packages)}
        mutmut = [sys.executable, "-m", "mutmut"]
        quietly([*mutmut, "run", "--max-children", "2", *patterns], cwd=copy, env=environment)
        quietly([*mutmut, "export-cicd-stats"], cwd=copy, env=environment)
        counted = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    noticed = counted["killed"] + counted["timeout"]
    tried = noticed + counted["survived"] + counted["no_tests"] + counted["suspicious"]
    yield Row("mutants of the rooms that decide", tried, "mutants")
    yield Row("mutants noticed", 100 * noticed / tried, "%", None, _BAR_PERCENT, at_least=True)
