"""`./migrate up --reviewed`: what is held against the review is what would be applied, flag by flag."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intune_waves.cli import up as putting
from intune_waves.cli.app import app
from intune_waves.declarations import load
from intune_waves.report.renderers.comment import review_block
from intune_waves.stack.engine import Engine
from intune_waves.stack.home import WAVES, RuntimeHome
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from intune_waves.step.review import Review, ReviewedChange, digest_of_value

CAMPAIGN = load(WAVES)
NOTHING = Review("dev", 0, 0, (), {})


class Pulumi:
    """Makes one group where a run is told `-c extra=1`, and nothing otherwise; keeps what it was asked."""

    def __init__(self) -> None:
        self.previewed: list[list[str]] = []
        self.applied: list[list[str]] = []

    def preview(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        self.previewed.append([*arguments])
        made = {"type": "azuread:index/group:Group", "custom": True, "inputs": {"displayName": "Extra"}}
        step = {"op": "create", "urn": "urn:pulumi:dev::p::azuread:index/group:Group::extra"}
        steps: list[dict[str, Any]] = [{**step, "newState": made}] if "extra=1" in arguments else []
        return subprocess.CompletedProcess([], 0, json.dumps({"steps": steps}), "")

    def run(self, verb: str, arguments: Sequence[str]) -> int:
        self.applied.append([verb, *arguments])
        return 0


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    """A stack of which nothing was applied yet, asking for period 0."""
    found = Pulumi()
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "0"\n')
    home = RuntimeHome(tmp_path)
    monkeypatch.setattr(Stack, "open", lambda name: Stack(name, file, {}, home, state=StackState()))
    monkeypatch.setattr(putting, "declared_campaign", lambda: CAMPAIGN)
    monkeypatch.setattr(Engine, "ask", lambda engine, arguments: found.preview(arguments))
    monkeypatch.setattr(Engine, "run", lambda engine, verb, arguments: found.run(verb, arguments))
    return found


def up(folder: Path, review: Review, *words: str) -> Any:
    comment = folder / "comment.md"
    comment.write_text(review_block(review))
    return CliRunner().invoke(app, ["up", "--yes", "--reviewed", str(comment), *words])


def test_what_was_reviewed_is_applied(tmp_path: Path, pulumi: Pulumi) -> None:
    assert up(tmp_path, NOTHING).exit_code == 0
    assert pulumi.applied == [["up", "--yes", "--refresh"]]


@pytest.mark.parametrize("further", [["-c", "extra=1"], ["--skip-preview", "--config", "extra=1"]])
def test_a_flag_that_changes_what_is_applied_is_reviewed_too(
    tmp_path: Path, pulumi: Pulumi, further: list[str]
) -> None:
    done = up(tmp_path, NOTHING, *further)
    assert done.exit_code == 1
    assert "is not what was reviewed [reviewed-step]" in str(done.exception)
    assert "Group extra" in str(done.exception)
    assert pulumi.applied == []


def test_the_same_flags_as_reviewed_are_let_through(tmp_path: Path, pulumi: Pulumi) -> None:
    digests = {"displayName": digest_of_value("Extra")}
    change = ReviewedChange("azuread:index/group:Group", "extra", "create", digests)
    assert up(tmp_path, Review("dev", 0, 0, (change,), {}), "-c", "extra=1").exit_code == 0
    assert pulumi.applied == [["up", "--yes", "-c", "extra=1", "--refresh"]]


def test_flags_that_only_up_knows_are_no_part_of_the_review(tmp_path: Path, pulumi: Pulumi) -> None:
    flags = ["--skip-preview", "-f", "--continue-on-error", "--strict", "--expect-no-changes"]
    assert up(tmp_path, NOTHING, *flags, "--parallel", "4").exit_code == 0
    (previewed,) = pulumi.previewed
    assert previewed == ["preview", "--stack", "dev", "--parallel", "4", "--json", "--refresh"]
    assert pulumi.applied == [["up", "--yes", *flags, "--parallel", "4", "--refresh"]]
