"""Groups are found by their exact name, and say when they were made."""

from datetime import UTC, datetime
from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.group import groups_named, made_at
from tests.graph.fake_graph import FakeCarrier, Sent, answering, batch_answer, batching, id_of, refused

SINCE = datetime(2027, 1, 11, 8, tzinfo=UTC)


async def test_groups_are_found_by_exact_name() -> None:
    def respond(request: Sent) -> Answer:
        return batch_answer(request, answer)

    def answer(item: Any) -> Answer:
        ids = ["1", "2"] if "O%27%27Brien%20%26%20co" in item["url"] else []
        return Answer(200, {}, {"value": [{"id": id_of(each)} for each in ids]})

    carrier = FakeCarrier(respond)
    found = await groups_named(carrier.client(), ["O'Brien & co", "Nobody"])
    assert found == {"O'Brien & co": [id_of("1"), id_of("2")], "Nobody": []}
    assert await groups_named(carrier.client(), []) == {}
    assert len(carrier.sent) == 1


@pytest.mark.parametrize(("given", "at"), [("2027-01-11T08:00:00Z", SINCE), (None, None)])
async def test_a_group_tells_when_it_was_made(given: str | None, at: datetime | None) -> None:
    carrier = answering(Answer(200, {}, {"id": "g", "createdDateTime": given}))
    assert await made_at(carrier.client(), "g") == at
    assert carrier.sent[0].path == "/v1.0/groups/g?$select=id,createdDateTime"


async def test_a_refused_look_up_is_an_error() -> None:
    carrier = batching({"/": refused(403, "Forbidden")})
    with pytest.raises(Forbidden):
        await groups_named(carrier.client(), ["a"])
