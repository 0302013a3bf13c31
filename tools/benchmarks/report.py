"""The report on 20 waves over 30 periods and 100,000 people: made, weighed, and painted by a browser."""

import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from intune_waves.campaign.schedule import schedule
from intune_waves.declarations import load
from intune_waves.messages.effectiveness import WaveEnrollment
from intune_waves.rehearsal import Assumptions, declared_figures, rehearse
from intune_waves.report.assemble import assemble
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.rows import Report
from intune_waves.report.sources import Sources
from intune_waves.stack.home import PROJECT
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted, PeopleCount
from tools.benchmarks.rehearsal import write_campaign
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly, timed

_BAR_SECONDS, _BAR_HTML, _BAR_COMMENT, _BAR_PAINT = 3, 1.5, 60_000, 1
_IN_FORCE, _PEOPLE = 15, 5_000
# Milliseconds from the navigation's start to the first content: PerformancePaintTiming (W3C, Paint Timing 1).
_FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(seen => {
  const [first] = seen.getEntriesByName('first-contentful-paint');
  if (first) done(first.startTime);
}).observe({type: 'paint', buffered: true}))"""
_WHAT = "report on 20 waves, 30 periods, 100,000 people"


def report() -> Iterator[Row]:
    """The whole command as a process on the exports, then a page with everything that it can hold."""
    with tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        folder = Path(name)
        write_campaign(folder)
        command = [sys.executable, "-m", "intune_waves.cli", "report", str(folder / "waves"), "--offline"]
        command += ["--users", str(folder / "users.csv"), "--devices", str(folder / "devices.csv")]
        command += ["--out", str(folder / "report.html")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        seconds = timed(lambda: quietly(command, cwd=PROJECT))
        worked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        yield Row(_WHAT, seconds, "s", worked, _BAR_SECONDS)
        full = full_report(folder / "waves")
        html, comment = page(full), markdown(full)
        yield Row(f"{_WHAT}: HTML", len(html.encode()) / 1e6, "MB", bar=_BAR_HTML)
        yield Row(f"{_WHAT}: Markdown", len(comment), "characters", bar=_BAR_COMMENT)
        file = folder / "full.html"
        file.write_text(html, encoding="utf-8")
        yield from first_paint(file)


def full_report(waves: Path) -> Report:
    """The middle of the campaign: every wave counted, with a year of enrollment."""
    campaign = load(waves)
    planned = schedule(campaign)
    today = campaign.calendar.start_of(_IN_FORCE)
    days = tuple((today - timedelta(300 - n), n * 15) for n in range(300))
    stages = {wave_id: planned.stage(wave_id, _IN_FORCE).value for wave_id in planned.order}
    return assemble(
        Sources(
            campaign,
            planned,
            today=today,
            made=datetime.combine(today, datetime.min.time(), UTC),
            state=StackState.read(_state(stages, today)),
            rehearsal=rehearse(campaign, planned, figures=declared_figures(campaign), assumed=Assumptions()),
            rehearsal_basis="the sizes that the waves declare",
            counted={
                wave_id: Counted(PeopleCount(_PEOPLE, 4_500, never_enrolled=400, not_compliant=100))
                for wave_id in planned.order
            },
            enrollments=[WaveEnrollment(wave_id, _PEOPLE, days) for wave_id in planned.order],
        )
    )


def _state(stages: dict[str, str], today: date) -> dict[str, Any]:
    gates = [
        {
            "type": "intune:index:StageGate",
            "inputs": {
                "wave": wave_id,
                "title": wave_id,
                "stage": stage,
                "period": _IN_FORCE,
                "evidence": {"verdict": "passed", "people": _PEOPLE, "covered": 4_500, "readAt": f"{today}"},
            },
        }
        for wave_id, stage in stages.items()
    ]
    campaign = {"type": "intune:index:Campaign", "outputs": {"period": _IN_FORCE, "since": f"{today}"}}
    return {"deployment": {"resources": [campaign, *gates]}}


def first_paint(file: Path) -> Iterator[Row]:
    """When Chromium shows the first of a page; a line on standard error where that cannot be measured."""
    browsers = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    browser = next(filter(None, map(shutil.which, browsers)), None)
    if browser is None:
        print("the first paint is not measured: no Chromium in PATH", file=sys.stderr)
        return
    try:
        # Here, because it is one of the tests' packages: whoever has only tried the demo does not have it.
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        lacks = "playwright is not installed; ./migrate setup --dev installs it"
        print(f"the first paint is not measured: {lacks}", file=sys.stderr)
        return

    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=flags)
        page = started.new_page()
        page.goto(file.as_uri())
        milliseconds = page.evaluate(_FIRST_PAINT)
        started.close()
    yield Row(f"{_WHAT}: first paint", milliseconds / 1000, "s", bar=_BAR_PAINT)
