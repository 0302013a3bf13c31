"""A stack that has a restriction for each wave comes over in its first `up`, and nobody is without one.

The restrictions are those of an exported state of version 0.1.0: their resources, and what such a run left in
the tenant.
"""

import json
import os
import signal
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.journey import Journey
from tests.journeys.watched_restrictions import RESTRICTIONS, RestrictionWatch

pytestmark = pytest.mark.journey

STATE = Path(__file__).parents[1] / "stack" / "states" / "0.1.0-period-4.json"
PERIOD = 2
SINGLE = "intune:index:PlatformRestriction"
SHARED = ("intune:index:SharedRestrictions", "intune:index:EnrollmentRestriction")
TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
TARGET = "#microsoft.graph.groupAssignmentTarget"
STAGES = {"limited-pilot": "instruct", "expanded-pilot": "announce"}


@pytest.fixture(scope="module")
def earlier(journey: Journey) -> Journey:
    """A journey in period 2, with the state and the tenant as version 0.1.0 leaves them."""
    for period in range(1, PERIOD + 1):
        journey.up(period)
    exported = json.loads(journey.pulumi("stack", "export", "--stack", "dev"))
    for each in journey.control("snapshot")["restrictions"]:
        journey.graph(f"{RESTRICTIONS}/{each['id']}", "DELETE")
    resources = exported["deployment"]["resources"]
    kept = [each for each in resources if each["type"] not in SHARED]
    single = [made for wave in STAGES for made in _planted(journey, resources, wave)]
    exported["deployment"]["resources"] = [*map(_without_shared, kept), *single]
    file = journey.home / "earlier.json"
    file.write_text(json.dumps(exported))
    journey.pulumi("stack", "import", "--stack", "dev", "--file", str(file))
    return journey


def _planted(journey: Journey, resources: list[dict[str, Any]], wave: str) -> list[dict[str, Any]]:
    """The wave's restrictions of that version: made in the tenant, and as resources of the state."""
    (group,) = [
        each["outputs"]["objectId"]
        for each in resources
        if each["urn"].endswith(f"GroupWithoutMembers::{wave}")
    ]
    (gate,) = [each for each in resources if each["urn"].endswith(f"intune:index:StageGate::{wave}")]
    found = json.loads(STATE.read_text(encoding="utf-8"))["deployment"]["resources"]
    made = []
    for each in found:
        if each["type"] != SINGLE or not each["urn"].rpartition("::")[2].startswith(wave):
            continue
        values = {**each["inputs"], "groupIds": [group], "platformBlocked": STAGES[wave] == "announce"}
        made.append(
            {
                **each,
                "id": _plant(journey, each["urn"], values),
                "inputs": values,
                "outputs": {**values, "observedPriority": values["priority"]},
                "parent": gate["parent"],
                "provider": gate["provider"],
                "dependencies": [gate["urn"]],
                "propertyDependencies": {},
            }
        )
    return made


def _plant(journey: Journey, urn: str, values: dict[str, Any]) -> str:
    mark = f"[intune-waves {sha256(urn.encode()).hexdigest()[:10]} rank {values['priority']}]"
    rule = {
        "platformBlocked": values["platformBlocked"],
        "personalDeviceEnrollmentBlocked": values["personalDevicesBlocked"],
    }
    body = {
        "@odata.type": TYPE,
        "displayName": values["displayName"],
        "description": f"{values['description']}\n{mark}",
        "platformType": values["platform"],
        "platformRestriction": rule,
    }
    made = str(journey.graph(RESTRICTIONS, "POST", body)["id"])
    targets = [{"target": {"@odata.type": TARGET, "groupId": each}} for each in values["groupIds"]]
    body = {"enrollmentConfigurationAssignments": targets}
    journey.graph(f"{RESTRICTIONS}/{made}/assign", "POST", body)
    return made


def _without_shared(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource without a word of what was not there yet."""
    behind = [each for each in resource.get("dependencies", []) if not any(kind in each for kind in SHARED)]
    return {**resource, "dependencies": behind}


def test_the_first_up_moves_everybody_without_a_gap(earlier: Journey) -> None:
    assert len(earlier.control("snapshot")["restrictions"]) == 8
    groups = {
        wave: next(
            each["id"]
            for each in earlier.graph("/v1.0/groups?$top=999")["value"]
            if each["displayName"] == f"Intune waves: {wave.replace('-', ' ').capitalize()}"
        )
        for wave in STAGES
    }
    watch = RestrictionWatch(earlier, groups)
    done = threading.Event()
    looking = threading.Thread(target=watch.until, args=(done,))
    looking.start()
    said = earlier.migrate("up", "--yes", "--skip-preview")
    done.set()
    looking.join()
    assert "refused" not in said
    assert watch.looks > 10
    assert watch.seen == {
        ("limited-pilot", platform, "corporate devices only") for platform in watch.PLATFORMS
    } | {("expanded-pilot", platform, "not yet") for platform in watch.PLATFORMS}
    found = {each["displayName"] for each in earlier.control("snapshot")["restrictions"]}
    assert found == {
        f"Intune waves: {name}, {rule}"
        for name in ("Windows", "macOS", "iOS", "Android Enterprise")
        for rule in ("not yet", "corporate devices only")
    }


def test_then_nothing_is_left_to_do(earlier: Journey) -> None:
    earlier.migrate("preview", "--expect-no-changes")
    earlier.migrate("refresh", "--yes", "--expect-no-changes")
    exported = json.loads(earlier.pulumi("stack", "export", "--stack", "dev"))
    assert SINGLE not in {each["type"] for each in exported["deployment"]["resources"]}


def test_nobody_is_without_one_in_a_step_that_is_killed_and_when_it_is_taken_back(earlier: Journey) -> None:
    """Expanded pilot may enroll from period 3 on, and not any more when the period is taken back."""
    groups = {
        "expanded-pilot": next(
            each["id"]
            for each in earlier.graph("/v1.0/groups?$top=999")["value"]
            if each["displayName"] == "Intune waves: Expanded pilot"
        )
    }
    earlier.wait_for(3)
    written = {"method": "POST", "path": "/deviceManagement/deviceEnrollmentConfigurations/*/assign"}
    earlier.tenant().control("PUT", "faults", body={"failures": [{**written, "delay": 60_000}]})
    killed = RestrictionWatch(earlier, groups)
    run = earlier.begin_up(3)
    while not killed.both() and run.poll() is None:
        killed.look()
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert killed.both(), "it was killed after its first assignment"
    earlier.tenant().control("PUT", "faults", body={})
    assert {rule for _, _, rule in killed.seen} == {"not yet"}, "the narrower one holds"
    for period in (3, 2):
        watch = RestrictionWatch(earlier, groups)
        done = threading.Event()
        looking = threading.Thread(target=watch.until, args=(done,))
        looking.start()
        earlier.migrate("up", "--yes", "--skip-preview", "--period", str(period))
        done.set()
        looking.join()
        assert {rule for _, _, rule in watch.seen} == {"not yet", "corporate devices only"}
    earlier.migrate("preview", "--expect-no-changes")
