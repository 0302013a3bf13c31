"""The printed variables mean the same in each shell, whatever is in them; a real tenant's secret never is."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from intune_waves.cli import env as printing
from intune_waves.cli.env import env
from intune_waves.cli.options.shells import shell_in_use, spell
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile

HARD = 'it\'s $HOME `id` "q" \\ % ; & é'
ENGINE = {"PATH": "/engine/bin:/usr/bin", "PULUMI_HOME": "/home of ours"}
TENANT = {
    "PULUMI_BACKEND_URL": "file:///state",
    "PULUMI_CONFIG_PASSPHRASE": "",
    "ARM_TENANT_ID": "tenant",
    "ARM_CLIENT_ID": "client",
    "ARM_CLIENT_SECRET": "simulated secret",
    "ARM_METADATA_HOSTNAME": "localhost:1",
    "SSL_CERT_FILE": "/ca.pem",
}


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a simulated and a real stack, an engine, and a tenant that runs."""
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  intune-waves:tenant: simulated\n")
    (tmp_path / "Pulumi.prod.yaml").write_text("config:\n  intune-waves:period: '1'\n")

    def opened(name: str) -> Stack:
        surroundings = {"HOME": "/home", "ARM_CLIENT_SECRET": "real secret", **ENGINE, **TENANT}
        return Stack(
            name, StackFile.read(tmp_path, name), environment=surroundings, home=RuntimeHome(tmp_path)
        )

    monkeypatch.setattr(printing, "PROJECT", tmp_path)
    monkeypatch.setattr(printing, "engine_environment", lambda _project: dict(ENGINE))
    monkeypatch.setattr(Stack, "open", opened)
    monkeypatch.setenv("ARM_CLIENT_SECRET", "real secret")
    return tmp_path


def _run(*words: str) -> str:
    app = typer.Typer()
    app.command()(env)
    ended = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert ended.exit_code == 0
    return ended.stdout


@pytest.mark.usefixtures("stacks")
def test_a_simulated_stack_gets_the_engines_and_the_tenants_variables() -> None:
    assert _run("--shell", "sh").splitlines() == [
        'export PATH=/engine/bin:"$PATH"',
        "export PULUMI_HOME='/home of ours'",
        "export PULUMI_BACKEND_URL=file:///state",
        "export PULUMI_CONFIG_PASSPHRASE=''",
        "export ARM_TENANT_ID=tenant",
        "export ARM_CLIENT_ID=client",
        "export ARM_CLIENT_SECRET='simulated secret'",
        "export ARM_METADATA_HOSTNAME=localhost:1",
        "export SSL_CERT_FILE=/ca.pem",
    ]


@pytest.mark.usefixtures("stacks")
def test_a_real_stack_gets_the_engines_variables_alone() -> None:
    assert _run("--shell", "fish", "--stack", "prod").splitlines() == [
        "set -gx PATH '/engine/bin' $PATH",
        "set -gx PULUMI_HOME '/home of ours'",
    ]


@pytest.mark.usefixtures("stacks")
def test_powershell_has_its_own_words() -> None:
    lines = _run("--shell", "powershell").splitlines()
    assert lines[0] == "$env:PATH = '/engine/bin' + [IO.Path]::PathSeparator + $env:PATH"
    assert lines[3:5] == [
        "$env:PULUMI_CONFIG_PASSPHRASE = $null",
        f"$env:PULUMI_CONFIG_PASSPHRASE_FILE = '{os.devnull}'",
    ]


@pytest.mark.parametrize(
    ("surroundings", "platform", "shell"),
    [
        ({"SHELL": "/bin/bash"}, "linux", "sh"),
        ({"SHELL": "/usr/bin/fish"}, "darwin", "fish"),
        ({"SHELL": "/usr/bin/fish"}, "win32", "powershell"),
        ({}, "linux", "sh"),
    ],
)
def test_the_shell_in_use_is_guessed(surroundings: dict[str, str], platform: str, shell: str) -> None:
    assert shell_in_use(surroundings, platform) == shell


def test_sh_reads_back_exactly_what_was_meant() -> None:
    script = spell({"PATH": HARD, "OTHER": HARD}, "sh") + 'printf \'%s\\n\' "$PATH" "$OTHER"'
    sh = shutil.which("sh")
    assert sh is not None
    said = subprocess.run(
        [sh, "-c", script], env={"PATH": "/usr/bin"}, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"{HARD}:/usr/bin\n{HARD}\n"


def test_the_other_shells_quote_by_their_own_rules() -> None:
    assert spell({"A": "it's \\ $x"}, "powershell") == "$env:A = 'it''s \\ $x'\n"
    assert spell({"A": "it's \\ $x"}, "fish") == "set -gx A 'it\\'s \\\\ $x'\n"
