"""After a run the stack's file says the period that is in force, whatever the run's end."""

from pathlib import Path

import pytest

from intune_waves.stack import period_follows
from intune_waves.stack.engine_run import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState


@pytest.mark.parametrize(
    ("in_force", "written", "said"),
    [
        (2, '"2"', "Pulumi.dev.yaml: period 1 -> 2 (now in force)\n"),
        (1, '"1"', ""),
        (None, '"0"', "Pulumi.dev.yaml: period 1 -> 0 (now in force)\n"),
    ],
    ids=["advanced", "refused", "destroyed"],
)
def test_the_file_follows_the_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_force: int | None, written: str, said: str
) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text('config:\n  intune-waves:period: "1"\n')
    monkeypatch.setattr(period_follows, "read_state", lambda stack: StackState(in_force))
    assert period_follows.follow(Stack("dev", StackFile.read(tmp_path, "dev"), {})) == said
    assert f"intune-waves:period: {written}" in path.read_text()


def test_a_period_that_has_only_begun_is_said_to_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text('config:\n  intune-waves:period: "1"\n')
    monkeypatch.setattr(period_follows, "read_state", lambda stack: StackState(2))
    stack = Stack("dev", StackFile.read(tmp_path, "dev"), {})
    assert period_follows.follow(stack, ended_well=False) == (
        "Pulumi.dev.yaml: period 1 -> 2 (begun; run the same command again to end it)\n"
    )
