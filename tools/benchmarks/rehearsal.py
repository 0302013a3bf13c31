"""Rehearsing 20 waves over 30 periods on the exports of 100,000 people."""

import csv
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly, timed

_PEOPLE, _WAVES, _PERIODS = 100_000, 20, 30
_BAR_SECONDS = 5
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
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        folder = Path(name)
        write_campaign(folder)
        command = [sys.executable, "-m", "intune_waves.cli", "rehearse", str(folder / "waves"), "--json"]
        command += ["--users", str(folder / "users.csv"), "--devices", str(folder / "devices.csv")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        seconds = timed(lambda: quietly(command, cwd=PROJECT))
        worked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    what = f"rehearsing {_WAVES} waves, {_PERIODS} periods, {_PEOPLE:,} people"
    yield Row(what, seconds, "s", worked, _BAR_SECONDS)


def write_campaign(folder: Path) -> None:
    """Twenty waves over thirty periods in `waves`, and exports of 100,000 people, half of them covered."""
    waves = folder / "waves"
    waves.mkdir()
    (waves / "campaign.yaml").write_text(_CAMPAIGN)
    last = _PERIODS - 3
    for number in range(_WAVES):
        start = 1 + number * (last - 1) // (_WAVES - 1)
        (waves / f"wave-{number}.yaml").write_text(_WAVE.format(number=number, start=start))
    with (folder / "users.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "userPrincipalName", "userType", "accountEnabled", "department"])
        for number in (1, 2):
            rows.writerow([f"glass-{number}", f"breakglass{number}@adatum.com", "Member", "True", ""])
        for index in range(_PEOPLE):
            person = f"00000000-0000-4000-8000-{index:012x}"
            rows.writerow([person, f"p{index}@adatum.com", "Member", "True", f"d{index % _WAVES}"])
    with (folder / "devices.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Device ID", "OS", "Compliance", "Ownership", "Managed by", "Primary user UPN"])
        for index in range(0, _PEOPLE, 2):
            rows.writerow(
                [f"d{index}", "Windows", "Compliant", "Corporate", "Intune", f"p{index}@adatum.com"]
            )
