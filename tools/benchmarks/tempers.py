"""The five-wave campaign on the real engine under each temper: runs that failed, twins, and how it ends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.workbench import Workbench, workbench

PERIODS = 4
"""Until the first wave is enforced and four have begun."""
_MOST_RUNS = 6
_TEMPERS = ("throttled", "lagging", "failing")
_CUT = "cut-connections"
_OURS = "Intune waves"


def tempers(names: tuple[str, ...] = (_CUT, *_TEMPERS), periods: int = PERIODS) -> Iterator[Row]:
    """A calm campaign, then one under each temper; takes about three minutes for each."""
    calm = _campaign("calm", periods)
    for name in names:
        found = _campaign(name, periods)
        what = f"{periods} periods of a campaign, {name}"
        yield Row(f"{what}: runs that failed", len(found.failed), "runs", 0, 0 if name == _CUT else None)
        yield Row(f"{what}: twins", len(found.objects) - len(set(found.objects)), "objects", 0, 0)
        yield Row(f"{what}: objects otherwise than calm", _unlike(calm, found), "objects", 0, 0)
        yield Row(f"{what}: retries of ours before Retry-After", found.early("python"), "requests", 0, 0)
        yield Row(f"{what}: retries of azuread's before Retry-After", found.early("Hashi"), "requests", 0)


@dataclass
class _Ended:
    """How a campaign ended: its objects as kind, name and what counts of them; and what met it."""

    objects: list[tuple[str, str, str]]
    failed: list[str] = field(default_factory=list)
    came_early: dict[str, int] = field(default_factory=dict)

    def early(self, agent: str) -> int:
        """How often somebody whose name has `agent` came back too early."""
        return sum(times for named, times in self.came_early.items() if agent.lower() in named.lower())


def checkout(folder: Path) -> Path:
    """A copy of the checkout in which `./migrate` runs: the engine is known by what is in tools/engine."""
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(".*", "tests", "docs"))
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return folder


def _unlike(calm: _Ended, found: _Ended) -> int:
    return len(set(calm.objects) ^ set(found.objects))


def _campaign(name: str, periods: int) -> _Ended:
    with workbench() as bench:
        folder = checkout(bench.folder / "checkout")
        calendar = load(folder / "waves").calendar
        bench.control("PUT", "faults" if name == _CUT else "temper", body={"name": name})
        failed: list[str] = []
        for period in range(1, periods + 1):
            clock = date.fromisoformat(bench.control("GET", "status")["clock"][:10])
            if (days := (calendar.start_of(period) - clock).days) > 0:
                bench.control("POST", "clock", body={"days": days, "steps": 1})
            for _ in range(_MOST_RUNS):
                said = _up(bench, folder, period=period)
                if said is None:
                    break
                failed.append(said)
                print(f"{name}, period {period}: {said[-1500:]}", file=sys.stderr, flush=True)
            else:
                raise RuntimeError(f"period {period} cannot be put in force: {failed[-1][-2000:]}")
        met = bench.control("GET", "faults")
        bench.control("PUT", "faults", body={"name": "calm"})
        return _Ended(objects_of(bench.control("GET", "snapshot")), failed, met["early"])


def _up(bench: Workbench, folder: Path, *, period: int) -> str | None:
    """What `./migrate up` said where it failed; None where it did not."""
    words = ["up", "--yes", "--skip-preview", "--period", str(period)]
    done = subprocess.run(
        [sys.executable, "-m", "intune_waves.cli", *words],
        cwd=folder,
        env={**os.environ, "INTUNE_WAVES_HOME": str(bench.folder), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout


def objects_of(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the tenant has of ours: kind, name, and what counts of it."""
    told = []
    for kind in ("groups", "policies", "restrictions", "compliancePolicies", "notificationTemplates"):
        for each in found[kind]:
            if not each["displayName"].startswith((_OURS, "TERRAFORM_UPDATE_")):
                continue
            said = {
                name: value
                for name, value in each.items()
                if not name.lower().endswith(("id", "ids", "groups")) and name not in _COUNTED
            }
            told.append((kind, each["displayName"], str(sorted(said.items()))))
    return told


_COUNTED = ("version", "sent", "people", "actions")
