"""Counting the coverage of a whole tenant at 300 ms a request, beside msgraph-sdk's typed page iterator."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import quietly
from tools.benchmarks.workbench import Workbench, workbench

_PEOPLE = 100_000
_LATENCY_MILLISECONDS = 300
_BAR_SECONDS, _BAR_MEGABYTES = 60.0, 350.0
_MORE_REQUESTS = 8
# Everybody enrolls the computers that they own, and nearly every one of them is compliant.
_EVERYBODY_ENROLLS = {"enrolling": [1.0], "pressed": 1.0, "compliant": 0.96, "repaired": 0.0}
_RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
_RESTRICTION = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
_GROUP_TARGET = "#microsoft.graph.groupAssignmentTarget"


def coverage(
    people: int = _PEOPLE, bar_seconds: float = _BAR_SECONDS, *, bar_megabytes: float = _BAR_MEGABYTES
) -> Iterator[Row]:
    """Both read the same lists of the same tenant, each in a process of its own."""
    with workbench(people=people) as bench:
        group = _enroll_everybody(bench)
        bench.control("PUT", "faults", body={"latency": _LATENCY_MILLISECONDS})
        ours = _count(bench, "ours", group=group)
        typed = _count(bench, "typed", group=group)
    shown = f"coverage of {ours['people']:,} people"
    least = ours["pages"]
    # All lists are read at the same time, so the longest one is the floor.
    floor = ours["longest"] * _LATENCY_MILLISECONDS / 1000
    yield Row(
        f"{shown}, {ours['devices']:,} devices", ours["requests"], "requests", least, least + _MORE_REQUESTS
    )
    yield Row(f"{shown}, at 300 ms a request", ours["seconds"], "s", floor, bar_seconds)
    yield Row(f"{shown}, most memory", ours["megabytes"], "MB", ours["idle"], bar_megabytes)
    whole = typed["seconds"] * ours["longest"] / typed["longest"]
    reckoned = f"reckoned from {typed['longest']} pages"
    yield Row(f"{shown}, msgraph-sdk's page iterator, {reckoned}", whole, "s", floor)
    yield Row(
        f"msgraph-sdk's page iterator, {reckoned}, most memory", typed["megabytes"], "MB", typed["idle"]
    )


def _enroll_everybody(bench: Workbench) -> str:
    """Let people enroll as they would: restrictions allow it, and time passes. Answers their group's id."""
    groups = bench.graph("GET", "/v1.0/groups")["value"]
    group = next(str(each["id"]) for each in groups if each["displayName"] == "All Employees")
    for platform in ("windows", "mac"):
        content = {
            "@odata.type": _RESTRICTION,
            "displayName": f"Bench {platform}",
            "platformType": platform,
            "platformRestriction": {"platformBlocked": False, "personalDeviceEnrollmentBlocked": False},
        }
        made = bench.graph("POST", _RESTRICTIONS, body=content)["id"]
        target = {"target": {"@odata.type": _GROUP_TARGET, "groupId": group}}
        bench.graph(
            "POST", f"{_RESTRICTIONS}/{made}/assign", body={"enrollmentConfigurationAssignments": [target]}
        )
    bench.control("PUT", "behaviour", body=_EVERYBODY_ENROLLS)
    bench.control("POST", "clock", body={"days": 14})
    return group


def _count(bench: Workbench, how: str, *, group: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tools.benchmarks.coverage_count", how, group]
    counted: dict[str, Any] = json.loads(quietly(command, cwd=PROJECT, env=bench.environment).stdout)
    return counted
