"""A run that is killed in the middle of making a policy: the next one goes on, and makes no second policy."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.journeys.journey import Journey

pytestmark = pytest.mark.journey

POLICIES = "/v1.0/identity/conditionalAccess/policies"
GROUPS = (
    "/v1.0/groups?$filter=startswith(displayName,'Intune waves')%20or%20startswith(displayName,'TERRAFORM')"
)
PATIENCE_SECONDS = 180


def test_the_next_up_takes_over_what_a_killed_one_made(journey: Journey) -> None:
    _kill_when_a_group_is_there(journey)
    _kill_when_the_policy_is_there(journey)
    assert len(journey.graph(POLICIES)["value"]) == 1

    said = journey.up(1)
    assert "was killed: its lock is released\n" in said
    taken = "'Intune waves: Limited pilot needs a compliant device': it was made: taken over\n"
    _assert_each_group_is_there_once(journey)
    assert f"an earlier run was making {taken}" in said
    assert len(journey.graph(POLICIES)["value"]) == 1
    journey.migrate("preview", "--expect-no-changes")


def test_a_second_run_while_one_is_under_way_is_refused(journey: Journey) -> None:
    journey.wait_for(2)
    first = journey.begin_up(2)
    locks = journey.home / "backend" / ".pulumi" / "locks" / "organization" / "intune-waves" / "dev"
    _wait_until(lambda: any(locks.glob("*.json")))
    said = journey.up(2, code=3)
    assert "another run is under way: process " in said
    assert "next: wait until it has ended" in said
    assert first.wait() == 0


def test_what_was_so_before_a_setting_of_ours_outlives_a_kill(journey: Journey) -> None:
    """The third period is the first that writes the setting; the destroy mends and puts it back."""
    journey.wait_for(3)
    assert _unassigned_comply(journey)
    late = {"method": "PATCH", "path": "/deviceManagement", "delay": 60_000}
    journey.tenant().control("PUT", "faults", body={"failures": [late]})
    run = journey.begin_up(3)
    _wait_until(lambda: not _unassigned_comply(journey))
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    journey.tenant().control("PUT", "faults", body={})
    journey.migrate("destroy", "--yes", "--skip-preview")
    assert _unassigned_comply(journey)


def _unassigned_comply(journey: Journey) -> bool:
    return not journey.graph("/beta/deviceManagement")["settings"]["secureByDefault"]


def _groups(journey: Journey) -> list[str]:
    return [each["displayName"] for each in journey.graph(GROUPS)["value"]]


def _assert_each_group_is_there_once(journey: Journey) -> None:
    names = _groups(journey)
    assert names
    assert sorted(names) == sorted(set(names))
    assert not [name for name in names if name.startswith("TERRAFORM")]


def _kill_when_a_group_is_there(journey: Journey) -> None:
    """Within its first second a group bears a name that is not its own."""
    run = journey.begin_up(1)
    _wait_until(lambda: bool(_groups(journey)))
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _kill_when_the_policy_is_there(journey: Journey) -> None:
    run = journey.begin_up(1)
    _wait_until(lambda: bool(journey.graph(POLICIES)["value"]))
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)
