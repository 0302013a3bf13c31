"""A stop, and one period back, let everybody out whatever is out of order."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.journey import Journey

pytestmark = pytest.mark.journey

POLICIES = "/v1.0/identity/conditionalAccess/policies"
RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"
ENFORCED_FROM = 4
PATIENCE_SECONDS = 120


def rename_break_glass(journey: Journey) -> None:
    account = journey.graph("/v1.0/users/breakglass1@adatum.com")["id"]
    journey.graph(f"/v1.0/users/{account}", "PATCH", {"userPrincipalName": "renamed@adatum.com"})


def delete_break_glass(journey: Journey) -> None:
    for number in (1, 2):
        journey.graph(f"/v1.0/users/breakglass{number}@adatum.com", "DELETE")


def delete_source_group(journey: Journey) -> None:
    journey.graph(f"/v1.0/groups/{_group(journey, 'IT Department')}", "DELETE")


def delete_restrictions(journey: Journey) -> None:
    for each in journey.control("snapshot")["restrictions"]:
        journey.graph(f"{RESTRICTIONS}/{each['id']}", "DELETE")


def break_templates(journey: Journey) -> None:
    for path in (journey.project / "waves" / "messages").rglob("*.md"):
        path.write_text("{{ nothing of that name }}")


def take_intune_down(journey: Journey) -> None:
    down = {"name": "down", "failures": [{"path": "/deviceManagement/*", "status": 503}]}
    journey.tenant().control("PUT", "faults", down)


WAYS = {
    "stop": ("migrate", ["stop", "the help desk is full"]),
    "up": ("migrate", ["up", "--yes", "--period", str(ENFORCED_FROM - 1)]),
    "pulumi": ("pulumi", ["up", "--yes", "--stack", "dev", "-c", f"intune-waves:period={ENFORCED_FROM - 1}"]),
}
PAIRS: tuple[tuple[Callable[[Journey], None], str], ...] = (
    (rename_break_glass, "stop"),
    (delete_break_glass, "up"),
    (delete_source_group, "pulumi"),
    (delete_restrictions, "up"),
    (break_templates, "pulumi"),
    (take_intune_down, "stop"),
    (take_intune_down, "pulumi"),
)
"""What is out of order, and how people are let out: each disorder once at least, each way twice."""


@pytest.fixture(scope="module")
def enforced(journey: Journey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of everything as it is once the first wave is enforced."""
    for period in range(1, ENFORCED_FROM + 1):
        journey.up(period)
    assert enforcement(journey)["enforced"] == 50
    kept = tmp_path_factory.mktemp("enforced")
    journey.migrate("tenant", "stop")
    for folder in ("home", "project/waves"):
        shutil.copytree(journey.home.parent / folder, kept / folder)
    shutil.copy(journey.project / "Pulumi.dev.yaml", kept / "Pulumi.dev.yaml")
    yield kept
    journey.migrate("tenant", "stop", code=None)
    journey.migrate("tenant", "start")


@pytest.fixture
def anew(journey: Journey, enforced: Path) -> Iterator[Journey]:
    """The journey, put back to where the first wave is enforced."""
    for folder in ("home", "project/waves"):
        shutil.rmtree(journey.home.parent / folder)
        shutil.copytree(enforced / folder, journey.home.parent / folder)
    shutil.copy(enforced / "Pulumi.dev.yaml", journey.project / "Pulumi.dev.yaml")
    journey.client = None
    journey.migrate("tenant", "start")
    yield journey
    journey.migrate("tenant", "stop")


@pytest.mark.parametrize(("fault", "way"), PAIRS, ids=[f"{fault.__name__}-{way}" for fault, way in PAIRS])
def test_everybody_is_free(anew: Journey, fault: Callable[[Journey], None], way: str) -> None:
    fault(anew)
    assert enforcement(anew)["enforced"] > 0
    run = _begin(anew, *WAYS[way])
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (free := enforcement(anew)["enforced"] == 0) is False and run.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert free or enforcement(anew)["enforced"] == 0, (anew.home / "said.txt").read_text()
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def enforcement(journey: Journey) -> Any:
    return journey.control("enforcement")


def _group(journey: Journey, name: str) -> str:
    path = f"/v1.0/groups?$filter=displayName%20eq%20'{name.replace(' ', '%20')}'"
    return str(journey.graph(path)["value"][0]["id"])


def _begin(journey: Journey, command: str, words: list[str]) -> "subprocess.Popen[bytes]":
    """Type the command, in a process group of its own, and do not wait."""
    typed = [str(journey.python), "migrate", *words]
    if command == "pulumi":
        script = f'eval "$({journey.python} migrate env --shell sh)" && exec pulumi "$@"'
        typed = ["sh", "-c", script, "sh", *words]
    with (journey.home / "said.txt").open("w") as said:
        return subprocess.Popen(
            typed,
            cwd=journey.project,
            env={**os.environ, "INTUNE_WAVES_HOME": str(journey.home), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
