"""What a run has made and not told the state is taken over, first of all, and a second one is named."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.stack import killed_run
from intune_waves.stack.engine import Engine
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.resource_types import DEVICES_WITHOUT_POLICY, GROUP
from intune_waves.stack.stack_state import StackState
from tests.graph.fake_graph import FakeCarrier, Sent, id_of

URN = f"urn:pulumi:dev::intune-waves::{GROUP}::r-and-d"
NAME = "Intune waves: R&D"


class Pulumi:
    """Answers an export with a pending create, remembers what it is asked to do, and can be killed."""

    def __init__(self) -> None:
        inputs = {"displayName": NAME, "description": "of ours"}
        begun = {"type": "creating", "resource": {"urn": URN, "type": GROUP, "inputs": inputs}}
        self.exported: dict[str, Any] = {"deployment": {"resources": [], "pending_operations": [begun]}}
        self.asked: list[str] = []
        self.killed_at = ""
        self.written: list[dict[str, Any]] = []

    def answer(self, _engine: Engine, words: list[str], _doing: str) -> str:
        said = " ".join(words[:2]) if words[0] == "stack" else words[0]
        if said == self.killed_at:
            raise KeyboardInterrupt
        self.asked.append(said)
        if said == "stack import":
            self.written.append(json.loads(Path(words[words.index("--file") + 1]).read_text()))
        if said == "import":
            begun = self.exported["deployment"]["pending_operations"][0]["resource"]
            taken = {**begun, "id": f"/groups/{id_of('g1')}"}
            self.exported["deployment"]["resources"].append(taken)
        return json.dumps(self.exported)


@pytest.fixture
def pulumi(monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    found = Pulumi()
    monkeypatch.setattr(Engine, "answer", lambda *words: found.answer(*words))
    return found


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """A tenant with groups of these ids, all of them ours; answers the writes that it gets."""

    def with_groups(*names: str, called: str = NAME) -> list[str]:
        writes: list[str] = []
        rows = [{"id": id_of(each), "displayName": called, "description": "of ours"} for each in names]

        def respond(request: Sent) -> Answer:
            if "/groups?" in request.path:
                start = re.findall(r"displayName,'(.*)'", unquote(request.path))[0]
                return Answer(200, {}, {"value": [row for row in rows if called.startswith(start)]})
            if request.method != "GET":
                writes.append(f"{request.method} {request.path.rpartition('/')[2]} {request.json}")
                return Answer(204, {}, None)
            return Answer(200, {}, {"value": []})

        async def opened(environment: object) -> GraphClient:
            return FakeCarrier(respond).client()

        monkeypatch.setattr("intune_waves.stack.killed_run.open_client", opened)
        return writes

    return with_groups


def take_over(pulumi: Pulumi, **more: Any) -> bool:
    return killed_run.take_over(Engine("dev", {}), StackState.read(pulumi.exported), **more)


def test_it_is_taken_over_before_the_note_of_it_is_forgotten(
    pulumi: Pulumi, tenant: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    tenant("g1")
    assert take_over(pulumi)
    assert pulumi.asked == ["import", "stack export", "stack import"]
    assert capsys.readouterr().err == f"an earlier run was making {NAME!r}: it was made: taken over\n"


@pytest.mark.parametrize("killed_at", ["import", "stack export", "stack import"])
def test_a_mending_that_is_killed_anywhere_is_mended_by_the_next(
    pulumi: Pulumi, tenant: Callable[..., list[str]], killed_at: str
) -> None:
    tenant("g1")
    pulumi.killed_at = killed_at
    with pytest.raises(KeyboardInterrupt):
        take_over(pulumi)
    pulumi.killed_at = ""
    assert take_over(pulumi)
    assert pulumi.asked.count("import") == 1
    assert pulumi.asked[-1] == "stack import"


def test_what_was_not_made_is_only_forgotten(
    pulumi: Pulumi, tenant: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    tenant()
    assert take_over(pulumi)
    assert pulumi.asked == ["stack import"]
    assert capsys.readouterr().err == f"an earlier run was making {NAME!r}: it was not made\n"


def test_a_temporary_name_is_put_right_before_it_is_taken_over(
    pulumi: Pulumi, tenant: Callable[..., list[str]]
) -> None:
    writes = tenant("g1", called="TERRAFORM_UPDATE_0b")
    assert take_over(pulumi)
    assert writes == [f"PATCH {id_of('g1')} {{'displayName': {NAME!r}}}"]


def test_a_second_one_is_refused_by_name_and_nothing_is_changed(
    pulumi: Pulumi, tenant: Callable[..., list[str]]
) -> None:
    writes = tenant("g1", "g2")
    with pytest.raises(RefusedError) as refused:
        take_over(pulumi)
    assert str(refused.value) == (
        f"an answer of the tenant's was lost: {NAME!r} is there twice, and the state has not {id_of('g2')}\n"
        "  next: delete the one that the state has not, then run the same command again"
    )
    assert (pulumi.asked, writes) == ([], [])


def test_a_second_one_holds_up_no_way_back(pulumi: Pulumi, tenant: Callable[..., list[str]]) -> None:
    writes = tenant("g1", "g2")
    assert take_over(pulumi, twins="told")
    assert writes == []


def test_a_second_one_is_removed_at_the_end(pulumi: Pulumi, tenant: Callable[..., list[str]]) -> None:
    writes = tenant("g1", "g2")
    assert take_over(pulumi, twins="removed")
    assert writes == [f"DELETE {id_of('g2')} None"]


@pytest.mark.parametrize("former", [True, False])
def test_what_was_so_before_a_setting_of_ours_is_kept(
    pulumi: Pulumi, tenant: Callable[..., list[str]], former: bool
) -> None:
    tenant()
    inputs = {"compliant": False, "former": former}
    begun = {"urn": "urn:of:setting", "type": DEVICES_WITHOUT_POLICY, "custom": True, "inputs": inputs}
    pulumi.exported["deployment"]["pending_operations"].append({"type": "creating", "resource": begun})
    assert take_over(pulumi)
    (written,) = pulumi.written
    assert written["deployment"]["pending_operations"] == []
    kept = {**begun, "id": "devices-without-policy", "outputs": inputs}
    assert written["deployment"]["resources"] == [kept]
