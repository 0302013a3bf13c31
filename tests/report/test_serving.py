"""The served page answers this machine's browser, and nobody who only pretends to be it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from intune_waves.cli.options.rehearsal import rehearsal_of
from intune_waves.report.rows import Report
from intune_waves.report.serving import OLDEST_SECONDS, FreshPage, application, serve_report
from intune_waves.report.sources_reading import Asked
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.refusal import RefusedError
from tests.report.build import report

HERE = "127.0.0.1:8027"


async def _ask(host: str = HERE, method: str = "GET", path: str = "/") -> httpx.Response:
    transport = httpx.ASGITransport(application(lambda: "<h1>as of now</h1>", 8027))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HERE}") as client:
        return await client.request(method, path, headers={"host": host})


async def test_the_page_comes_with_its_policy() -> None:
    answer = await _ask()
    assert (answer.status_code, answer.text) == (200, "<h1>as of now</h1>")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; frame-ancestors 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", [HERE, "localhost:8027", "LOCALHOST:8027"])
async def test_this_machines_names_are_answered(host: str) -> None:
    assert (await _ask(host)).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8027", "127.0.0.1", "localhost:80", "localhost.evil.example:8027", ""]
)
async def test_any_other_host_is_refused(host: str) -> None:
    answer = await _ask(host)
    assert (answer.status_code, answer.text) == (421, "not served under this name\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_it_is_only_ever_read(method: str) -> None:
    assert (await _ask(method=method)).status_code == 405


async def test_there_is_one_page_only() -> None:
    assert (await _ask(path="/favicon.ico")).status_code == 404


class _Reading:
    """Reports, numbered by how often they were read; refused while `refusal` is set."""

    def __init__(self) -> None:
        self.times = 0
        self.refusal: str | None = None
        self.clock = 0.0

    def read(self, asked: Asked) -> Report:
        if self.refusal:
            raise RefusedError(self.refusal)
        self.times += 1
        return replace(report(), made=f"reading {self.times}")

    def now(self) -> float:
        return self.clock


@pytest.fixture
def reading() -> _Reading:
    return _Reading()


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    waves = tmp_path / "waves"
    waves.mkdir()
    (waves / "campaign.yaml").write_text("name: one")
    return Asked(waves, "dev", RuntimeHome(tmp_path / "home"), rehearsal_of)


@pytest.fixture
def html(asked: Asked, reading: _Reading) -> Callable[[], str]:
    return FreshPage(asked, reading.read, now=reading.now).html


def test_it_is_read_once_while_nothing_changes(html: Callable[[], str], reading: _Reading) -> None:
    assert html() == html()
    assert reading.times == 1
    assert '<meta http-equiv="refresh" content="10">' in html()


def test_changed_waves_and_a_changed_state_are_read_anew(
    html: Callable[[], str], reading: _Reading, asked: Asked
) -> None:
    (asked.folder / "campaign.yaml").write_text("name: another")
    assert "reading 2" in html()
    (asked.folder / "new.yaml").write_text("")
    assert "reading 3" in html()
    state = asked.home.backend / ".pulumi" / "stacks" / "intune-waves" / "dev.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    assert "reading 4" in html()
    state.write_text("{ }")
    assert "reading 5" in html()


def test_a_page_that_is_old_is_read_anew_because_a_backend_may_be_elsewhere(
    html: Callable[[], str], reading: _Reading
) -> None:
    reading.clock = OLDEST_SECONDS
    assert "reading 1" in html()
    reading.clock = OLDEST_SECONDS + 1
    assert "reading 2" in html()


def test_waves_that_do_not_hold_leave_the_last_page_and_say_so(
    html: Callable[[], str], reading: _Reading, asked: Asked
) -> None:
    reading.refusal = "waves/campaign.yaml:1:1: <wrong>"
    (asked.folder / "campaign.yaml").write_text("name: [")
    said = (
        "this page is of reading 1, because it could not be made anew: waves/campaign.yaml:1:1: &lt;wrong&gt;"
    )
    assert said in html()
    reading.refusal = None
    (asked.folder / "campaign.yaml").write_text("name: right again")
    assert "could not be made anew" not in html()


def test_a_port_that_is_taken_is_one_line(asked: Asked) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RefusedError) as refused:
            serve_report(asked, port)
    assert refused.value.exit_code == 3
    assert str(refused.value) == (
        f"port {port} cannot be listened on: Address already in use\n"
        "  next: name another with --port, or 0 for any free one"
    )


def test_it_answers_until_ctrl_c_and_then_ends_well(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "intune_waves.cli", "report", "--offline", "--serve", "--port", "0"],
        cwd=PROJECT,
        env={**os.environ, "INTUNE_WAVES_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        said = process.stderr.readline()
        address = said.partition(" ")[0]
        assert said == f"{address} shows the report; Ctrl-C ends it\n"
        assert address.startswith("http://127.0.0.1:")
        with urlopen(address) as answer:
            assert "<title>Adatum moves to Intune" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=30), process.stderr.read()) == (0, "stopped\n")
    finally:
        process.kill()
        process.wait()
