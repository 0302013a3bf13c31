"""Rehearsing on the exports of many people: 20 waves over 30 periods, and 100 over 120."""

import csv
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly, timed

_BAR_MEGABYTES = 600


@dataclass(frozen=True, slots=True)
class Size:
    """How many waves, periods and people are rehearsed, and the bar in seconds."""

    waves: int
    periods: int
    people: int
    bar: float


LARGE = Size(waves=20, periods=30, people=100_000, bar=1.2)
LARGEST = Size(waves=100, periods=120, people=1_000_000, bar=10)
_CAMPAIGN = """\
name: Bench
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
defaults: {platforms: [windows], personal_devices: block}
"""
_WAVE = """\
title: Wave {number}
people: {{rule: '(user.department -eq "d{number}")'}}
start: {{period: {start}}}
"""


def rehearsal() -> Iterator[Row]:
    """The whole command as a process, from the files to the table."""
    yield from _rehearsed(LARGE)


def rehearsal_million() -> Iterator[Row]:
    """The same of the largest campaign, whose exports take a minute to write."""
    yield from _rehearsed(LARGEST)


def _rehearsed(size: Size) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        folder = Path(name)
        write_campaign(folder, size)
        command = [sys.executable, "-m", "intune_waves.cli", "rehearse", str(folder / "waves"), "--json"]
        command += ["--users", str(folder / "users.csv"), "--devices", str(folder / "devices.csv")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        seconds = timed(lambda: quietly(command, cwd=PROJECT))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    what = f"rehearsing {size.waves} waves, {size.periods} periods, {size.people:,} people"
    yield Row(what, seconds, "s", after.ru_utime - before, size.bar)
    # The largest of all children so far; a rehearsal is larger than what is measured before it.
    yield Row(f"{what}, memory", after.ru_maxrss / 1024, "MB", bar=_BAR_MEGABYTES)


def write_campaign(folder: Path, size: Size = LARGE) -> None:
    """The waves, each from its own period on, in `waves`, and exports of the people, half of them covered."""
    waves = folder / "waves"
    waves.mkdir()
    (waves / "campaign.yaml").write_text(_CAMPAIGN)
    last = size.periods - 3
    for number in range(size.waves):
        start = 1 + number * (last - 1) // (size.waves - 1)
        (waves / f"wave-{number}.yaml").write_text(_WAVE.format(number=number, start=start))
    with (folder / "users.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "userPrincipalName", "userType", "accountEnabled", "department"])
        for number in (1, 2):
            rows.writerow([f"glass-{number}", f"breakglass{number}@adatum.com", "Member", "True", ""])
        for index in range(size.people):
            person = f"00000000-0000-4000-8000-{index:012x}"
            rows.writerow([person, f"p{index}@adatum.com", "Member", "True", f"d{index % size.waves}"])
    with (folder / "devices.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Device ID", "OS", "Compliance", "Ownership", "Managed by", "Primary user UPN"])
        for index in range(0, size.people, 2):
            rows.writerow(
                [f"d{index}", "Windows", "Compliant", "Corporate", "Intune", f"p{index}@adatum.com"]
            )
