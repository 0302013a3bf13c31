"""One stack for a whole verb: read once, read again after a run, and its file true to its state."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.stack.engine import Engine
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.simulated_tenant import TenantConnection
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState

CLOCK = TenantConnection("https://localhost:1/", "/ca.pem", "t", "c", "s", "2027-03-08T09:00:00+00:00")


class Pulumi:
    """Answers every export with the period in force, and counts what it is asked."""

    def __init__(self, period: int | None = 1, **deployment: Any) -> None:
        self.period, self.deployment = period, deployment
        self.asked: list[str] = []

    def answer(self, _engine: Engine, arguments: list[str], _doing: str) -> str:
        self.asked.append(" ".join(arguments[:2]))
        outputs = {} if self.period is None else {"period": self.period}
        resources = [{"type": "intune:index:Campaign", "outputs": outputs}]
        return json.dumps({"deployment": {"resources": resources, **self.deployment}})

    def run(self, _engine: Engine, verb: str, arguments: list[str]) -> int:
        file = Path(arguments[arguments.index("--config-file") + 1]).read_text() if arguments else ""
        self.asked.append(f"{verb} {file.rpartition('period: ')[2].strip()}".strip())
        return 0


Opened = Callable[..., Stack]


@pytest.fixture
def pulumi(monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    found = Pulumi()
    monkeypatch.setattr(Engine, "answer", _bound(found.answer))
    monkeypatch.setattr(Engine, "run", _bound(found.run))
    return found


def _bound(method: Any) -> Any:
    return lambda engine, *words: method(engine, *words)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def make(text: str = 'config:\n  intune-waves:period: "1"\n', **more: Any) -> Stack:
        (tmp_path / "Pulumi.dev.yaml").write_text(text)
        return Stack(
            "dev",
            StackFile.read(tmp_path, "dev"),
            environment={},
            home=RuntimeHome(tmp_path / "home"),
            **more,
        )

    return make


def test_the_state_is_read_once_and_again_only_after_a_run_that_may_change_it(
    pulumi: Pulumi, opened: Opened
) -> None:
    stack = opened()
    assert (stack.state.period, stack.state.period) == (1, 1)
    stack.run("preview", [])
    assert stack.state.period == 1
    pulumi.period = 2
    stack.run("up", [])
    assert (stack.state.period, stack.state.period) == (2, 2)
    assert pulumi.asked == ["stack export", "preview", "up", "stack export"]


def test_a_run_for_a_period_sees_the_file_asking_for_it_and_leaves_the_file(
    pulumi: Pulumi, opened: Opened
) -> None:
    stack = opened()
    stack.run("up", [], period=3)
    assert pulumi.asked == ['up "3"']
    assert stack.file.path.read_text() == stack.file.text
    assert stack.file.period == "1"


@pytest.mark.parametrize(
    ("in_force", "ended_well", "written", "said"),
    [
        (2, True, '"2"', "Pulumi.dev.yaml: period 1 -> 2 (now in force)\n"),
        (1, True, '"1"', ""),
        (None, True, '"0"', "Pulumi.dev.yaml: period 1 -> 0 (now in force)\n"),
        (
            2,
            False,
            '"2"',
            "Pulumi.dev.yaml: period 1 -> 2 (begun; run the same command again to end it)\n",
        ),
    ],
    ids=["advanced", "refused", "destroyed", "interrupted"],
)
def test_the_file_follows_the_state(
    opened: Opened, in_force: int | None, ended_well: bool, written: str, said: str
) -> None:
    stack = opened(state=StackState(in_force))
    assert stack.follow(ended_well=ended_well) == said
    assert f"intune-waves:period: {written}" in stack.file.path.read_text()
    assert stack.follow() == ""


def test_a_stack_that_no_run_has_left_half_done_asks_nobody_to_be_mended(
    pulumi: Pulumi, opened: Opened
) -> None:
    opened().mend()
    assert pulumi.asked == ["stack export"]


def test_what_a_killed_run_left_is_settled_and_the_state_read_anew(pulumi: Pulumi, opened: Opened) -> None:
    pulumi.deployment = {"pending_operations": [{"type": "updating", "resource": {}}]}
    stack = opened()
    stack.mend()
    pulumi.deployment = {}
    assert stack.state.pending == []
    assert pulumi.asked == ["stack export", "stack import", "stack export"]


def test_a_run_asks_for_room_and_keeps_the_state_before_it_begins(
    pulumi: Pulumi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = tmp_path / "backend"
    state = backend / ".pulumi" / "stacks" / "intune-waves" / "dev.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "1"\n')
    stack = Stack(
        "dev", file, environment={"PULUMI_BACKEND_URL": backend.as_uri()}, home=RuntimeHome(tmp_path)
    )
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=140 * 1024))
        for begin in (stack.mend, lambda: stack.run("up", []), lambda: stack.run("destroy", [])):
            with pytest.raises(RefusedError, match="140 KB are free, and a run may need 1,024 KB"):
                begin()
    assert pulumi.asked == []
    stack.run("up", [])
    assert pulumi.asked == ["up"]
    assert (backend / "whole-states" / "dev.json").read_text() == "{}"


def test_the_stacks_own_settings_choose_the_tenant_and_who_signs_in(tmp_path: Path) -> None:
    settings = "config:\n  intune:tenantId: other\n  intune:clientSecret:\n    secure: v1\n"
    environment = {"ARM_TENANT_ID": "one", "ARM_CLIENT_SECRET": "s"}
    file = StackFile(Path("Pulumi.prod.yaml"), settings)
    connection = Stack("prod", file, environment=environment, home=RuntimeHome(tmp_path)).tenant()
    assert connection.environment == {"ARM_TENANT_ID": "other", "ARM_CLIENT_SECRET": "s"}


def test_a_day_is_the_simulated_clocks_or_else_the_worlds(opened: Opened) -> None:
    assert opened(simulated=CLOCK).today() == date(2027, 3, 8)
    before = datetime.now(UTC).date()
    assert before <= opened().today() <= datetime.now(UTC).date()


def test_what_is_asked_for_is_the_files_unless_a_period_is_named(opened: Opened) -> None:
    stack = opened('config:\n  intune-waves:period: "4"\n  intune-waves:stop: An outage.\n')
    assert stack.asked() == (4, "An outage.")
    assert stack.asked(2) == (2, "An outage.")


@pytest.mark.parametrize(
    ("line", "error"),
    [("period: soon", PeriodError), ("stop: 'false'\n  intune-waves:period: '4'", StopError)],
)
def test_what_is_no_period_and_no_reason_is_refused(
    opened: Opened, line: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        opened(f"config:\n  intune-waves:{line}\n").asked()
