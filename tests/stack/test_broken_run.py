"""A run is run again where connections broke off and nothing else went wrong."""

from pathlib import Path

import pytest

from intune_waves.stack.broken_run import RERUNS, broke_off_alone
from intune_waves.stack.engine import Engine
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState

RESET = 'Patch "https://graph/beta/groups/1": HTTP response was nil; connection may have been reset'
BROKEN = f"""Diagnostics:
  pulumi:pulumi:Stack (intune-waves-dev):
    error: update failed

  azuread:index:GroupWithoutMembers (pilot):
    error:   sdk-v2/provider2.go:572: sdk.helper_schema: Updating Group: {RESET}
    error: 1 error occurred:
    \t* updating urn:pulumi:dev: 1 error occurred:

Resources:
    9 unchanged
"""
REFUSED = BROKEN.replace(
    "\nResources:",
    "  intune:index:StageGate (pilot):\n    error: 8 of 10 covered, needs 90 % [stage-gate]\n\nResources:",
)


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        (BROKEN, True),
        (BROKEN.replace(RESET, 'Get "https://graph/v1.0/x": EOF'), True),
        (REFUSED, False),
        (BROKEN.replace(RESET, "GroupsClient.BaseClient.Patch(): 403 Forbidden"), False),
        ("Diagnostics:\n  pulumi:pulumi:Stack (x):\n    error: update failed\n", False),
        (f"error: {RESET}", False),
        ("", False),
    ],
)
def test_every_error_must_be_of_a_connection(said: str, alone: bool) -> None:
    assert broke_off_alone(said) is alone


@pytest.mark.parametrize(
    ("runs", "code", "ran"),
    [
        ([(0, "")], 0, 1),
        ([(255, BROKEN), (0, "")], 0, 2),
        ([(255, BROKEN), (255, REFUSED)], 255, 2),
        ([(255, REFUSED)], 255, 1),
        ([(255, BROKEN)] * (RERUNS + 1), 255, RERUNS + 1),
    ],
)
def test_it_is_mended_and_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: list[tuple[int, str]], code: int, ran: int
) -> None:
    left, mended = list(runs), []
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "0"\n')
    stack = Stack("dev", file, environment={}, home=RuntimeHome(tmp_path), state=StackState())

    def run(engine: Engine, verb: str, arguments: list[str]) -> int:
        answered, said = left.pop(0)
        engine.heard[:] = [said]
        return answered

    monkeypatch.setattr(Engine, "run", run)
    monkeypatch.setattr(Stack, "mend", lambda self, waves, **more: mended.append(more))
    assert stack.run_through("up", ["--yes"], period=1) == code
    assert len(runs) - len(left) == ran
    assert len(mended) == ran - 1
