"""A hundred waves in force: their weight in the state, a preview of them, and a step in which five move."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import in_turns, timed
from tools.benchmarks.workbench import Workbench, workbench

_WAVES, _MOVING, _LAST_PERIOD = 100, 5, 4
_BAR_BYTES, _BAR_PREVIEW, _BAR_STEP = 15 * 1024, 2.5, 1.15
_POLICIES = "/identity/conditionalaccess/policies"
_BARE = """\
import pulumi
import pulumi_azuread
for number in range({count}):
    pulumi.ComponentResource("bench:index:Bare", f"bare-{{number}}")
"""
# As many policies as move, written as the program writes them: two at a time, from report-only to enabled.
_OF_AZUREAD = """\
import pulumi
import pulumi_azuread as azuread
made = []
for number in range({count}):
    made.append(azuread.ConditionalAccessPolicy(
        f"policy-{{number}}",
        display_name=f"Bench {{number}}",
        state="{state}",
        conditions={{
            "client_app_types": ["all"],
            "applications": {{"included_applications": ["All"]}},
            "users": {{"included_users": ["None"]}},
        }},
        grant_controls={{"operator": "OR", "built_in_controls": ["compliantDevice"]}},
        opts=pulumi.ResourceOptions(depends_on=made[-2:][:1] if len(made) > 1 else []),
    ))
"""
_WAVE = """\
title: Site {number:02}
people: {{rule: 'user.city -eq "Site {number:02}"'}}
start: {{period: {start}}}
"""


def hundred_waves() -> Iterator[Row]:
    """Deploy them, period by period, which takes a quarter of an hour; then weigh, preview, and go on."""
    with workbench(behaviour="eager") as bench:
        bench.environment.setdefault("PULUMI_PARALLEL", "64")
        folder = _campaign(bench)
        for period in range(_LAST_PERIOD):
            bench.step(folder, before=period, after=period + 1)
        _as_shipped(folder)
        bench.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev")
        deployment = json.loads(bench.pulumi(folder, "stack", "export", "--stack", "dev"))["deployment"]
        weight = len(json.dumps(deployment)) / _WAVES
        yield Row(
            f"state of {_WAVES} waves, of each", weight, "bytes", _azuread_alone(deployment), _BAR_BYTES
        )
        yield from _previewed(bench, folder, count=len(deployment["resources"]))
        yield from _stepped(bench, folder)


def _campaign(bench: Workbench) -> Path:
    folder = bench.campaign()
    waves = folder / "waves"
    shutil.rmtree(waves)
    waves.mkdir()
    shipped = PROJECT / "examples" / "hundred-sites" / "waves" / "campaign.yaml"
    (waves / "campaign.yaml").write_text(shipped.read_text())
    for number in range(_WAVES):
        start = 2 if number < _MOVING else 1
        (waves / f"site-{number:02}.yaml").write_text(_WAVE.format(number=number, start=start))
    # This tenant holds to no limit of policies, and a hundred of them two at a time would take half an hour.
    program = folder / "components" / "migration_campaign.py"
    program.write_text(program.read_text().replace("POLICIES_AT_ONCE = 2", f"POLICIES_AT_ONCE = {_WAVES}"))
    return folder


def _as_shipped(folder: Path) -> None:
    shipped = PROJECT / "components" / "migration_campaign.py"
    (folder / "components" / "migration_campaign.py").write_text(shipped.read_text())


def _azuread_alone(deployment: dict[str, Any]) -> float:
    """What azuread's objects of a wave weigh by themselves, which nothing of ours makes smaller."""
    theirs = [each for each in deployment["resources"] if each["type"].startswith("azuread:")]
    return len(json.dumps(theirs)) / _WAVES


def _previewed(bench: Workbench, folder: Path, *, count: int) -> Iterator[Row]:
    bare = bench.program("bare", _BARE.format(count=count))
    bench.pulumi(bare, "up", "--yes", "--skip-preview", "--stack", "dev")
    preview = ["preview", "--stack", "dev", "--expect-no-changes"]
    ours, floor = in_turns(
        [lambda: bench.pulumi(folder, *preview), lambda: bench.pulumi(bare, *preview)], runs=3
    )
    bench.clear_requests()
    bench.pulumi(folder, *preview)
    what = f"no-change preview, {_WAVES} waves"
    yield Row(what, ours, "s", floor)
    yield Row(f"{what}, of as many bare components", ours / floor, "times", 1, _BAR_PREVIEW)
    yield Row(f"{what}, requests to the tenant", len(bench.graph_requests()), "requests")


def _stepped(bench: Workbench, folder: Path) -> Iterator[Row]:
    floor = _chain(bench)
    bench.clear_requests()
    seconds = timed(lambda: bench.step(folder, before=_LAST_PERIOD, after=_LAST_PERIOD + 1))
    asked = bench.graph_requests()
    written = [each for each in asked if each["method"] != "GET" and _POLICIES in each["path"].lower()]
    what = f"step in which {_MOVING} of {_WAVES} waves move"
    yield Row(what, seconds, "s", floor)
    yield Row(f"{what}, of azuread's own chain", seconds / floor, "times", 1, _BAR_STEP)
    yield Row(f"{what}, requests", len(asked), "requests")
    yield Row(f"{what}, writes of policies", len(written), "requests", bar=_MOVING)


def _chain(bench: Workbench) -> float:
    """How long azuread takes to enable as many policies by itself, two at a time."""
    program = bench.program("azuread", _OF_AZUREAD.format(count=_MOVING, state="disabled"))
    bench.pulumi(program, "up", "--yes", "--skip-preview", "--stack", "dev")
    changed = _OF_AZUREAD.format(count=_MOVING, state="enabledForReportingButNotEnforced")
    (program / "__main__.py").write_text(changed)
    return timed(lambda: bench.pulumi(program, "up", "--yes", "--skip-preview", "--stack", "dev"))
