"""`./migrate up`: what is applied is what was shown and reviewed, flag by flag."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intune_waves.campaign.webhook import Webhook
from intune_waves.cli import up as putting
from intune_waves.cli.app import app
from intune_waves.declarations import load
from intune_waves.report.renderers.comment import review_block
from intune_waves.stack.engine import Engine
from intune_waves.stack.home import WAVES, RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from intune_waves.step.review import Review
from tests.webhook.receiver import receiving

CAMPAIGN = load(WAVES)
NOTHING = Review("dev", 0, 0, (), {})


class Pulumi:
    """Changes nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.previewed: list[list[str]] = []
        self.applied: list[list[str]] = []

    def preview(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        self.previewed.append([*arguments])
        return subprocess.CompletedProcess([], 0, json.dumps({"steps": []}), "")

    def run(self, verb: str, arguments: Sequence[str]) -> int:
        self.applied.append([verb, *arguments])
        return 0


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    """A stack of which nothing was applied yet, asking for period 0."""
    found = Pulumi()
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "0"\n')
    home = RuntimeHome(tmp_path)
    monkeypatch.setattr(
        Stack, "open", lambda name: Stack(name, file, environment={}, home=home, state=StackState())
    )
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


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["-c", "intune-waves:period=5"], "-c"),
        (["-fcintune-waves:period=5"], "-c"),
        (["--config=intune-waves:period=5"], "--config"),
        (["--config-file", "other.yaml"], "--config-file"),
        (["--target", "urn"], "--target"),
        (["-t=urn"], "-t"),
        (["-ft", "urn"], "-t"),
        (["--target-dependents"], "--target-dependents"),
        (["--exclude=urn"], "--exclude"),
        (["--replace", "urn"], "--replace"),
        (["--", "--target", "urn"], "--target"),
    ],
)
@pytest.mark.parametrize("reviewed", [True, False])
def test_a_flag_that_would_apply_another_step_is_refused(
    tmp_path: Path, pulumi: Pulumi, words: list[str], named: str, reviewed: bool
) -> None:
    done = up(tmp_path, NOTHING, *words) if reviewed else CliRunner().invoke(app, ["up", "--yes", *words])
    assert isinstance(done.exception, RefusedError)
    assert done.exception.message.startswith(f"{named}: it ")
    assert done.exception.exit_code == 2
    assert done.exception.next_step
    assert pulumi.applied == []


@pytest.mark.parametrize("variable", ["PULUMI_OPTION_TARGET", "PULUMI_OPTION_CONFIG_FILE"])
def test_the_environment_passes_no_such_flag_either(
    tmp_path: Path, pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "urn")
    done = up(tmp_path, NOTHING)
    assert str(done.exception).startswith(f"{variable}: it ")
    assert pulumi.applied == []


def test_the_value_of_another_flag_is_none_of_these(tmp_path: Path, pulumi: Pulumi) -> None:
    assert up(tmp_path, NOTHING, "-mcat", "-p4").exit_code == 0
    assert pulumi.applied == [["up", "--yes", "-mcat", "-p4", "--refresh"]]


def test_flags_that_only_up_knows_are_no_part_of_the_review(tmp_path: Path, pulumi: Pulumi) -> None:
    flags = ["--skip-preview", "-f", "--continue-on-error", "--strict", "--expect-no-changes"]
    assert up(tmp_path, NOTHING, *flags, "--parallel", "4").exit_code == 0
    (previewed,) = pulumi.previewed
    assert previewed == ["preview", "--stack", "dev", "--parallel", "4", "--json", "--refresh"]
    assert pulumi.applied == [["up", "--yes", *flags, "--parallel", "4", "--refresh"]]


@pytest.mark.parametrize(("words", "passes"), [(["--period", "3"], True), (["--period", "5"], False)])
def test_wrong_templates_and_what_a_killed_run_left_keep_nobody_from_going_back(
    tmp_path: Path, pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch, words: list[str], passes: bool
) -> None:
    def declared(*, messages: bool = True) -> Any:
        if messages:
            raise RefusedError("a template is wrong")
        return CAMPAIGN

    def mend(stack: Stack, waves: object, *, period: int | None) -> None:
        raise RefusedError("two objects bear the name")

    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "4"\n')
    home, state = RuntimeHome(tmp_path), StackState(period=4)
    monkeypatch.setattr(Stack, "open", lambda name: Stack(name, file, environment={}, home=home, state=state))
    monkeypatch.setattr(Stack, "mend", mend)
    monkeypatch.setattr(Stack, "follow", lambda stack, ended_well: "")
    monkeypatch.setattr(putting, "declared_campaign", declared)
    monkeypatch.setattr(putting, "show_people", lambda *given, **more: None)
    done = CliRunner().invoke(app, ["up", "--yes", *words])
    assert bool(pulumi.applied) is passes
    if not passes:
        assert "a template is wrong" in str(done.exception)


def test_a_webhook_that_is_not_told_holds_up_nothing(
    pulumi: Pulumi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = iter([StackState(), StackState(period=1)])
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "0"\n')
    home = RuntimeHome(tmp_path)
    monkeypatch.setattr(
        Stack, "open", lambda name: Stack(name, file, environment={}, home=home, state=next(states))
    )
    told = replace(CAMPAIGN, webhook=Webhook(url_from="ADATUM_WEBHOOK"))
    monkeypatch.setattr(putting, "declared_campaign", lambda: told)
    done = CliRunner().invoke(app, ["up", "--yes"])
    assert (done.exit_code, pulumi.applied) == (0, [["up", "--yes"]])
    assert done.stderr.endswith(
        "the webhook was not told: the environment variable ADATUM_WEBHOOK does not hold its address\n"
        "  the period is in force all the same\n  next: ./migrate webhook --stack dev\n"
    )


def test_a_webhook_is_told_where_the_run_moved_something(
    pulumi: Pulumi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = iter([StackState(), StackState(period=1), StackState(period=1), StackState(period=1)])
    file = StackFile(tmp_path / "Pulumi.dev.yaml", 'config:\n  intune-waves:period: "0"\n')
    home = RuntimeHome(tmp_path)
    monkeypatch.setattr(
        Stack, "open", lambda name: Stack(name, file, environment={}, home=home, state=next(states))
    )
    with receiving(202) as receiver:
        told = replace(CAMPAIGN, webhook=Webhook(url=receiver.address))
        monkeypatch.setattr(putting, "declared_campaign", lambda: told)
        assert [CliRunner().invoke(app, ["up", "--yes"]).exit_code for _ in range(2)] == [0, 0]
    ((_, body),) = receiver.taken
    assert json.loads(body)["period"] == 1
