"""Stacks at a given period, made once on the real engine; every situation begins from a copy of one."""

import csv
import io
import shutil
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path

from tests.journeys.journey import FIRST_DAY, Journey
from tests.journeys.situation import Begins, Campaign, People, campaign

_KEPT = ("home", "project/waves", "project/Pulumi.dev.yaml")


class PreparedStacks:
    """The copies that were made, by campaign and period. A folder is walked once; whoever comes waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks = {name: threading.Lock() for name in ("two-waves", "everybody", "closing")}

    def begin(self, begins: Begins, folder: Path) -> Journey:
        """A journey in `folder`, put to where the situation begins; its tenant runs."""
        prepared = self._prepared(begins)
        journey = Journey.begin(folder)
        copy(prepared, folder)
        journey.migrate("tenant", "start", "--behaviour", "eager")
        return journey

    def _prepared(self, begins: Begins) -> Path:
        with self._locks[begins.campaign]:
            wanted = self._at(begins.campaign, begins.period)
            if not wanted.exists():
                self._prepare(begins.campaign)
            return wanted

    def _at(self, name: str, period: int) -> Path:
        return self._folder / f"{name}-{period}"

    def _prepare(self, name: str) -> None:
        """Walk the campaign to period 4, with a copy of everything after each period."""
        declared, folder = campaign(name), self._folder / name
        journey = Journey.begin(folder)
        _declare(journey, declared)
        journey.migrate("tenant", "start", "--behaviour", "eager")
        for period in range(5):
            if period > 1:
                journey.migrate("tenant", "advance")
            if period:
                journey.up(period)
            journey.migrate("tenant", "stop")
            copy(folder, self._at(name, period))
            journey.client = None
            if period < 4:
                journey.migrate("tenant", "start", "--behaviour", "eager")


def copy(source: Path, target: Path) -> None:
    """Put what a stack is in the place of what is there."""
    for name in _KEPT:
        there = target / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.rmtree(there, ignore_errors=True)
            shutil.copytree(source / name, there)
        else:
            shutil.copy2(source / name, there)


def listed(journey: Journey, wanted: Iterable[People]) -> list[str]:
    """The user principal names of so many enabled people of each department, in the directory's order."""
    words = ["-m", "tools.simulated_tenant", "people", "--home", str(journey.home / "tenant")]
    done = subprocess.run(
        [str(journey.python), *words], cwd=journey.project, check=True, capture_output=True, text=True
    )
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["accountEnabled"] == "True"]
    found: list[str] = []
    for each in wanted:
        names = [row["userPrincipalName"] for row in rows if row["department"] == each.department]
        part = names[each.skip : each.skip + each.count]
        assert len(part) == each.count, f"{each.department} has {len(names)} people"
        found += part
    return found


def write_list(path: Path, names: Iterable[str]) -> None:
    """A list of people as the admin centre exports it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("userPrincipalName\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")


def _declare(journey: Journey, declared: Campaign) -> None:
    """Put the campaign's own files and lists in the place of Adatum's, and plant its tenant."""
    waves = journey.project / "waves"
    for path in waves.glob("*.yaml"):
        path.unlink()
    for name, text in declared.files.items():
        (waves / name).write_text(text, encoding="utf-8")
    home = ["--home", str(journey.home / "tenant"), "--first-day", str(FIRST_DAY)]
    for words in (["start", *home, "--people", str(declared.people)], ["stop", *home[:2]]):
        command = [str(journey.python), "-m", "tools.simulated_tenant", *words]
        subprocess.run(command, cwd=journey.project, check=True, capture_output=True)
    for name, people in declared.lists.items():
        write_list(waves / name, listed(journey, [people]))
