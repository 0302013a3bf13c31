"""`./migrate stop`: what it says, writes and answers, whatever is out of order around it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intune_waves.campaign.naming import policy_name_of
from intune_waves.cli import stop as stopping
from intune_waves.cli.app import app
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import SignInError
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.conditional_access import ENABLED
from intune_waves.stack import stopping as stack_stopping
from tests.graph.fake_graph import id_of, refused
from tests.stack.test_stopping import FakeTenant, state

ONE = policy_name_of("One")
FILE = 'config:\n  intune-waves:period: "4"\n'


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTenant:
    """A tenant with one enabled policy of ours, and the stack `dev` on a real tenant with a file backend."""
    found = FakeTenant({id_of("a"): (ONE, ENABLED)})

    async def opened(*given: Any, **named: Any) -> Any:
        return found.carrier.client(budget=0)

    monkeypatch.setattr(stopping, "open_client", opened)
    monkeypatch.setattr(stack_stopping, "write_pace", lambda: Pace(999, 1))
    monkeypatch.setattr(stopping, "PROJECT", tmp_path)
    monkeypatch.setattr(stopping, "engine_environment", lambda project: {})
    monkeypatch.setenv("PULUMI_BACKEND_URL", tmp_path.as_uri())
    (tmp_path / "Pulumi.dev.yaml").write_text(FILE)
    folder = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    folder.mkdir(parents=True)
    (folder / "dev.json").write_text(json.dumps(state(("One", id_of("a"), 50))))
    return found


def stop(*words: str) -> Any:
    return CliRunner().invoke(app, ["stop", *words])


def test_it_says_who_is_free_and_the_file_says_why(tenant: FakeTenant, tmp_path: Path) -> None:
    done = stop("the help desk is full")
    assert done.exit_code == 0, done.output
    assert "1 policy was turned to report-only; 50 people are free, after " in done.output
    assert tenant.enabled == set()
    assert 'intune-waves:stop: "the help desk is full"' in (tmp_path / "Pulumi.dev.yaml").read_text()


def test_json_says_the_same(tenant: FakeTenant) -> None:
    said = json.loads(stop("the help desk is full", "--json").stdout)
    assert said.pop("seconds") >= 0
    assert said == {
        "stack": "dev",
        "reason": "the help desk is full",
        "turned": [ONE],
        "stillEnabled": [],
        "people": 50,
        "file": "Pulumi.dev.yaml",
        "problems": [],
    }


@pytest.mark.parametrize("text", [None, "config: [", FILE + "  broken: [1\n"], ids=["gone", "broken", "cut"])
def test_a_stacks_file_that_is_out_of_order_keeps_no_policy_enabled(
    tenant: FakeTenant, tmp_path: Path, text: str | None
) -> None:
    (tmp_path / "Pulumi.dev.yaml").unlink()
    if text is not None:
        (tmp_path / "Pulumi.dev.yaml").write_text(text)
    done = stop("the help desk is full")
    assert tenant.enabled == set()
    assert done.exit_code == (1 if text is None else 0), done.output


def test_a_file_that_cannot_be_written_is_one_message(
    tenant: FakeTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *given: Any, **more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = stop("the help desk is full")
    assert (done.exit_code, tenant.enabled) == (1, set())
    (line,) = [each for each in done.stderr.splitlines() if "No space left" in each]
    assert line.endswith('write into it: intune-waves:stop: "the help desk is full"')


def test_what_is_still_enabled_is_named(tenant: FakeTenant) -> None:
    tenant.refusing[id_of("a")] = [refused(403, "Forbidden")] * 9
    done = stop("the help desk is full")
    assert done.exit_code == 1
    assert f"still enabled: {ONE}: " in done.stderr
    assert "0 people are free" in done.output


def test_a_list_that_is_refused_is_said(tenant: FakeTenant) -> None:
    tenant.refusing["policies"] = [refused(403, "Forbidden")] * 9
    done = stop("the help desk is full")
    assert (done.exit_code, tenant.enabled) == (1, set())
    assert "the list of policies could not be read" in done.stderr


def test_without_a_state_the_people_are_not_known(tenant: FakeTenant, tmp_path: Path) -> None:
    (tmp_path / ".pulumi" / "stacks" / "intune-waves" / "dev.json").write_text("{")
    done = stop("the help desk is full")
    assert (done.exit_code, tenant.enabled) == (0, set())
    assert "how many people are free is not known" in done.output
    assert "going by the policies' names" in done.stderr


def test_who_cannot_sign_in_hears_the_way_by_hand(tenant: FakeTenant) -> None:
    def respond(sent: Any) -> Answer | Exception:
        return SignInError("the identity", "", message="the secret has expired")

    tenant.carrier.respond = respond
    done = stop("the help desk is full")
    assert "the secret has expired" in str(done.exception)
    assert "Conditional Access" in str(done.exception)


@pytest.mark.parametrize("reason", ["true", "", "no"])
def test_a_stop_without_a_reason_is_a_wrong_call(tenant: FakeTenant, reason: str) -> None:
    done = stop(reason)
    assert getattr(done.exception, "exit_code", None) == 2
    assert tenant.carrier.sent == []
