"""The tenant as a process: started, asked, stopped, killed, and what it says when it cannot start."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from tools.simulated_tenant.control_client import ask
from tools.simulated_tenant.home import Home

ROOT = Path(__file__).resolve().parents[2]


class Command:
    """`python -m tools.simulated_tenant` on one home; whatever it left running is stopped at the end."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)

    def arguments(self, verb: str, *more: str) -> list[str]:
        return [sys.executable, "-m", "tools.simulated_tenant", verb, "--home", str(self.home.folder), *more]

    def run(self, verb: str, *more: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.arguments(verb, *more),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **options,
        )

    def status(self) -> Any:
        return json.loads(self.run("status", "--json").stdout)


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    made = Command(tmp_path / "tenant")
    yield made
    made.run("stop")


def said(finished: subprocess.CompletedProcess[str], code: int, rule: str) -> None:
    """One line on stderr, with the rule's id, and the exit code."""
    assert finished.returncode == code, finished.stderr
    assert finished.stderr.count("\n") == 1, finished.stderr
    assert f"[{rule}]" in finished.stderr


def test_a_tenants_life(command: Command) -> None:
    said(command.run("stop"), 3, "tenant-not-running")
    assert command.run("status").returncode == 3
    assert command.status() == {"running": False}

    assert command.run("start", "--people", "40").returncode == 0
    first = command.status()
    assert first["running"] is True
    assert {"url", "ca_file", "tenant_id", "client_id", "client_secret", "pid", "clock", "people"} <= set(
        first
    )
    again = command.run("start")
    assert (again.returncode, again.stdout) == (0, f"The tenant runs already at {first['url']}.\n")
    said(command.run("start", "--people", "41"), 1, "tenant-already-running")

    moved = command.run("advance", "--days", "7")
    assert moved.stdout == "It is 2026-01-12; 0 devices enrolled.\n"
    assert command.run("advance", "--days", "-7").returncode == 1

    assert command.run("stop").returncode == 0
    assert command.run("status").returncode == 3
    said(command.run("advance", "--days", "7"), 3, "tenant-not-running")
    said(command.run("start", "--people", "41"), 1, "tenant-seed-mismatch")

    # The port, the secrets and the clock are those of before.
    token = command.home.control_token()
    command.home.control_token_file.chmod(0o644)
    assert command.run("start").returncode == 0
    assert (command.home.control_token(), len(token)) == (token, 43)
    assert command.home.control_token_file.stat().st_mode & 0o777 == 0o600
    second = command.status()
    for name in ("url", "client_secret", "tenant_id"):
        assert second[name] == first[name]
    assert second["clock"][:10] == "2026-01-12"
    assert command.run("reset").returncode == 0
    assert command.status()["clock"][:10] == "2026-01-05"


def test_a_start_after_kill_9_recovers_and_keeps_the_data(command: Command) -> None:
    command.run("start", "--people", "40")
    first = command.status()
    ask(command.home, "POST", path="/_tenant/clock", body={"days": 14})
    os.kill(first["pid"], signal.SIGKILL)
    assert command.run("status").returncode == 3
    assert command.run("start").returncode == 0
    second = command.status()
    assert second["pid"] != first["pid"]
    assert second["clock"][:10] == "2026-01-19"


def test_two_starts_at_once_make_one_tenant(command: Command) -> None:
    starts = [
        subprocess.Popen(
            command.arguments("start", "--people", "40"), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said_by = [each.communicate(timeout=60)[0] for each in starts]
    assert [each.returncode for each in starts] == [0, 0]
    assert sorted(text.split(" ")[2] for text in said_by) == ["answers", "runs"]


def test_a_taken_port_is_said_in_one_line(command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said(command.run("start", "--port", str(taken.getsockname()[1])), 1, "tenant-port-taken")


def test_a_remembered_port_that_is_taken_gives_way_to_a_free_one(command: Command) -> None:
    command.run("start", "--people", "40")
    port = int(command.status()["url"].rpartition(":")[2])
    command.run("stop")
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert command.run("start").returncode == 0
        assert command.status()["url"] != f"https://localhost:{port}"


def test_a_home_that_is_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said(Command(tmp_path / "file").run("start"), 1, "tenant-home-unwritable")
    said(Command(tmp_path / "file" / "below").run("start"), 1, "tenant-home-unwritable")


@pytest.mark.parametrize(("option", "value"), [("--faults", "earthquake"), ("--behaviour", "angry")])
def test_an_unknown_name_is_said_in_one_line(command: Command, option: str, value: str) -> None:
    said(command.run("start", option, value), 1, "tenant-unknown-setting")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "x"), ("--port", "70000"), ("--people", "0"), ("--first-day", "tomorrow")],
)
def test_a_wrong_option_is_a_usage_error(command: Command, option: str, value: str) -> None:
    assert command.run("start", option, value).returncode == 2


def test_a_full_disk_is_said_in_one_line(command: Command) -> None:
    limit = 64 * 1024

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    said(command.run("start", preexec_fn=small_files), 1, "tenant-disk-full")


def test_files_are_private(command: Command) -> None:
    command.run("start", "--people", "40")
    assert command.home.folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in command.home.folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_ctrl_c_ends_serve_cleanly(command: Command) -> None:
    process = subprocess.Popen(
        command.arguments("serve", "--people", "40"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("The tenant answers at https://localhost:")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    said(command.run("stop"), 3, "tenant-not-running")


def test_the_directory_comes_as_entras_csv(command: Command) -> None:
    said(command.run("people"), 3, "tenant-not-running")
    command.run("start", "--people", "40")
    lines = command.run("people", "--format", "csv").stdout.splitlines()
    assert len(lines) == 43
    assert lines[0].startswith("userPrincipalName,displayName,surname,mail,givenName,id,")
    assert lines[-1].startswith("breakglass2@adatum.com,")


def test_another_authority_in_the_home_is_told_and_a_new_start_puts_it_right(command: Command) -> None:
    command.run("start")
    trustme.CA().cert_pem.write_to_path(str(command.home.ca_file))
    asked = command.run("status", "--json")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.endswith(
        f"answers with a certificate that {command.home.ca_file} did not issue: "
        "stop the tenant and start it again [tenant-certificate]\n"
    )
    assert command.run("stop").returncode == 0
    assert command.run("start").returncode == 0
    assert ask(command.home, "GET", path="/_tenant/status")["people"] > 0


@pytest.mark.skipif(os.name != "posix", reason="a folder in use cannot be moved")
def test_a_home_that_is_moved_while_its_tenant_runs_goes_on(command: Command, tmp_path: Path) -> None:
    command.run("start")
    moved = command.home.folder.rename(tmp_path / "moved")
    command.home = Home(moved)
    status = command.status()
    assert Path(status["ca_file"]) == moved / "ca.pem"
    assert ask(command.home, "POST", path="/_tenant/clock", body={"days": 1})["clock"].startswith(
        "2026-01-06"
    )
    assert "runs already" in command.run("start").stdout
