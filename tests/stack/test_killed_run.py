"""What a killed run was making is found in the tenant by its name, or is not there, or is there twice."""

from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.stack import killed_run
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.resource_types import ACCESS_POLICY as POLICY
from intune_waves.stack.resource_types import GROUP
from intune_waves.stack.stack_state import PendingOperation
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer, id_of


def _lost(kind: str, name: str) -> PendingOperation:
    return PendingOperation("creating", kind, f"urn::{name}", None, name)


def _respond(request: Sent) -> Answer:
    if request.path.endswith("$batch"):
        return batch_answer(request, _groups)
    twice = [{"id": "p1", "displayName": "Twins"}, {"id": "p2", "displayName": "Twins"}]
    return Answer(200, {}, {"value": [{"id": "p0", "displayName": "Pilot"}, *twice]})


def _groups(item: Any) -> Answer:
    # What is not encoded ends the filter at its first ampersand.
    found = [{"id": id_of("g1")}] if "R%26D" in item["url"] else []
    return Answer(200, {}, {"value": found})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a tenant with one group, and three policies of two names, is asked."""
    paths: list[str] = []

    def respond(request: Sent) -> Answer:
        paths.append(request.path)
        return _respond(request)

    async def opened(environment: object) -> GraphClient:
        return FakeCarrier(respond).client()

    monkeypatch.setattr("intune_waves.stack.killed_run.open_client", opened)
    return paths


async def test_what_is_there_once_is_found_and_what_is_not_there_is_not(asked: list[str]) -> None:
    lost = [_lost(GROUP, "Wave R&D"), _lost(GROUP, "Gone"), _lost(POLICY, "Pilot"), _lost(POLICY, "Other")]
    assert await killed_run._look_up({}, lost) == {"urn::Wave R&D": id_of("g1"), "urn::Pilot": "p0"}
    assert asked == ["/v1.0/$batch", "/v1.0/identity/conditionalAccess/policies"]


@pytest.mark.usefixtures("asked")
async def test_a_name_that_is_there_twice_is_refused_with_both_ids() -> None:
    with pytest.raises(RefusedError) as refused:
        await killed_run._look_up({}, [_lost(POLICY, "Twins")])
    assert str(refused.value) == (
        "a killed run was making 'Twins', and the tenant has 2 of that name: p1, p2\n"
        "  next: delete the one that is not in use, then run the same command again"
    )
