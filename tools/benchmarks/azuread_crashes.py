"""Runs killed at every write of azuread's in a campaign of two waves, each mended by one rerun."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.simulated_tenant import connect
from tools.benchmarks.plain_client import PlainClient
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly
from tools.benchmarks.tempers import checkout, objects_of
from tools.benchmarks.workbench import plain_client

_WAVES = ("limited-pilot", "expanded-pilot")
_STEPS = (1, 2, 4, 5)
"""The steps in which azuread writes: the waves begin in periods 1 and 2, and are enforced in 4 and 5."""
_AT_A_TIME = 3
_PATIENCE_SECONDS = 300
_MADE = ("POST /groups", "PATCH /groups/*", "POST /identity/conditionalAccess/policies")
_CHANGED = ("PATCH /identity/conditionalAccess/policies/*",)
_WHERE: Mapping[str, Mapping[str, Any]] = {
    # The connection is cut before the work is done, and the run is killed at once.
    "before": {"cut": True},
    "committed": {"delay": 120_000},
    "answered": {"delay": 1},
}
"""Where a run is killed at a write: before it is done, once it is committed, once it was answered."""


@dataclass(frozen=True, slots=True)
class Point:
    """The `nth` request of the step to `period` that is like `write` (method and path), and `where` there."""

    period: int
    write: str
    nth: int
    where: str

    def plan(self) -> dict[str, Any]:
        """The fault that holds the tenant at this point."""
        method, path = self.write.split(" ")
        failure = {"method": method, "path": path, "nth": [self.nth], **_WHERE[self.where]}
        return {"name": "point", "failures": [failure]}


def azuread_crashes(at_a_time: int = _AT_A_TIME, only: str = "") -> Iterator[Row]:
    """Takes some twenty minutes. `only` takes the points whose text has it."""
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        folder = Path(name)
        points, calm = _walked(folder)
        points = [each for each in points if only in str(each)]
        with ThreadPoolExecutor(at_a_time) as pool:
            wrong = list(pool.map(lambda each: _tried(folder, each, calm=calm[each.period]), points))
    for each, said in zip(points, wrong, strict=True):
        if said:
            print(f"{each}: {said}", file=sys.stderr, flush=True)
    shown = "a two-wave campaign killed at every write of azuread's"
    yield Row(f"{shown}: points", len(points), "points")
    yield Row(
        f"{shown}: clean", sum(not each for each in wrong), "points", len(points), len(points), at_least=True
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A checkout and a runtime folder of its own, with a tenant that runs."""

    folder: Path
    client: PlainClient

    def typed(self, *words: str) -> "subprocess.Popen[bytes]":
        """Begin a command in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "intune_waves.cli", *words],
            cwd=self.folder / "checkout",
            env={**os.environ, "INTUNE_WAVES_HOME": str(self.folder / "home"), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "said.txt").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, *words: str) -> str:
        """Run a command to its end; answers what it said where it failed, otherwise nothing."""
        code = self.typed(*words).wait(_PATIENCE_SECONDS)
        said = (self.folder / "said.txt").read_text(encoding="utf-8")
        return f"{' '.join(words)} ended with {code}: {said[-1500:]}" if code else ""


@contextmanager
def _place(folder: Path) -> Iterator[_Place]:
    home = RuntimeHome(folder / "home").make()
    tenant = [sys.executable, "-m", "tools.simulated_tenant"]
    quietly([*tenant, "start", "--home", str(home.tenant), "--behaviour", "eager"], cwd=PROJECT)
    try:
        yield _Place(folder, plain_client(connect(home)))
    finally:
        quietly([*tenant, "stop", "--home", str(home.tenant)], cwd=PROJECT)


def _walked(folder: Path) -> tuple[list[Point], dict[int, list[tuple[str, str, str]]]]:
    """Walk the campaign calmly, with a copy of everything before each step; answers the points, and the
    tenant's objects after each step.
    """
    place = folder / "walk"
    checkout(place / "checkout")
    for path in (place / "checkout" / "waves").glob("*.yaml"):
        if path.stem not in ("campaign", *_WAVES):
            path.unlink()
    calendar = load(place / "checkout" / "waves").calendar
    points: list[Point] = []
    calm: dict[int, list[tuple[str, str, str]]] = {}
    for period in range(1, max(_STEPS) + 1):
        with _place(place) as at:
            clock = date.fromisoformat(at.client.control("GET", "status")["clock"][:10])
            if (days := (calendar.start_of(period) - clock).days) > 0:
                at.client.control("POST", "clock", body={"days": days, "steps": 1})
        shutil.copytree(place, folder / f"before-{period}", symlinks=True)
        with _place(place) as at:
            at.client.control("DELETE", "requests")
            if said := at.run("up", "--yes", "--skip-preview", "--period", str(period)):
                raise RuntimeError(said)
            rows = at.client.control("GET", "requests")["requests"]
            calm[period] = objects_of(at.client.control("GET", "snapshot"))
        if period in _STEPS:
            points += _points(period, [f"{row['method']} {row['path']}" for row in rows])
        print(f"walked period {period}: {len(points)} points so far", file=sys.stderr, flush=True)
    return points, calm


def _points(period: int, requests: list[str]) -> Iterator[Point]:
    for write in _MADE if period in _STEPS[:2] else _CHANGED:
        method, path = write.split(" ")
        like = re.compile(f"{method} /(v1.0|beta){re.escape(path).replace(re.escape('*'), '[^/]+')}")
        for nth in range(1, sum(like.fullmatch(each) is not None for each in requests) + 1):
            yield from (Point(period, write, nth, where) for where in _WHERE)


def _tried(folder: Path, point: Point, *, calm: list[tuple[str, str, str]]) -> str:
    """Kill a run at a point and run it once more; answers what is wrong then, or nothing."""
    number = f"{point.period}-{point.write}-{point.nth}-{point.where}"
    own = folder / re.sub(r"[^a-z0-9-]+", "-", number.lower())
    shutil.copytree(folder / f"before-{point.period}", own, symlinks=True)
    try:
        with _place(own) as place:
            return _killed(place, point, calm=calm)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as failed:
        return str(failed)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _killed(place: _Place, point: Point, *, calm: list[tuple[str, str, str]]) -> str:
    again = ("up", "--yes", "--skip-preview", "--period", str(point.period))
    place.client.control("PUT", "faults", body=point.plan())
    run = place.typed(*again)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    try:
        while not place.client.control("GET", "faults")["failures"][0]["met"]:
            if run.poll() is not None or time.monotonic() > deadline:
                return "the run ended before it was to be killed"
            time.sleep(0.05)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    place.client.control("PUT", "faults", body={"name": "calm"})
    if said := place.run(*again) or place.run("preview", "--expect-no-changes"):
        return said
    found = objects_of(place.client.control("GET", "snapshot"))
    unlike = set(calm) ^ set(found)
    twins = len(found) - len(set(found))
    return f"{twins} twins, otherwise than calm: {sorted(unlike)}" if unlike or twins else ""
