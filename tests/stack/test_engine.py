"""What Pulumi refuses by itself gets a next step; everything else is left to speak for itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intune_waves.stack.engine import hint, shown_line

RUN = """
import os
from intune_waves.stack.engine import Engine
engine = Engine("dev", os.environ)
code = engine.run("up", ["--yes"])
print("heard:", engine.heard, code)
"""


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        ("error: getting stack secrets manager: incorrect passphrase", "unset PULUMI_CONFIG_PASSPHRASE"),
        ("passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "set PULUMI_CONFIG_PASSPHRASE"),
        ("the stack is currently locked by 1 lock(s)", "let the other run end"),
        ("write /x: no space left on device", "free some disk space"),
    ],
)
def test_a_known_refusal_gets_its_next_step(said: str, beginning: str) -> None:
    step = hint(said)
    assert step is not None
    assert step.startswith(beginning)


def test_anything_else_gets_none() -> None:
    assert hint("error: preview failed") is None


def test_what_a_run_says_is_passed_on_and_kept(tmp_path: Path) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\necho "said $*"\necho "no space left on device" >&2\nexit 3\n')
    pulumi.chmod(0o700)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    ran = subprocess.run(
        [sys.executable, "-c", RUN],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        check=True,
    )
    said = "said up --stack dev --yes\n"
    assert ran.stdout == said + f"heard: {[said]} 3\n"
    assert ran.stderr.startswith("no space left on device\nnext: free some disk space")


@pytest.mark.parametrize(
    ("line", "styled", "shown"),
    [
        ("\x1b[1mupdating\x1b[0m\r\n", True, "\x1b[1mupdating\x1b[0m\r\n"),
        ("Wave \u202e\x1b[2J\r\n", False, "Wave \\u202e\\x1b[2J\r\n"),
        ("Wave \u202e\x07\n", True, "Wave \\u202e\\x07\n"),
    ],
)
def test_names_of_the_tenant_command_no_terminal(line: str, styled: bool, shown: str) -> None:
    assert shown_line(line, styled=styled) == shown
