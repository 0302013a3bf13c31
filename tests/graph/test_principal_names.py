"""Names are found by twenty thousand ids a call."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.principal_names import principal_names
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer, refused


async def test_twenty_thousand_names_are_one_call() -> None:
    def respond(request: Sent) -> Answer:
        def find(item: object) -> Answer:
            assert isinstance(item, dict)
            ids = item["body"]["ids"]
            assert len(ids) <= 1000
            users = [{"id": each, "userPrincipalName": f"{each}@adatum.com"} for each in ids if each != "7"]
            return Answer(200, {}, {"value": users})

        return batch_answer(request, find)

    graph = FakeCarrier(respond)
    found = await principal_names(graph.client(), [str(number) for number in range(20_000)])
    assert len(graph.sent) == 1
    assert found["19999"] == "19999@adatum.com"
    assert "7" not in found


async def test_a_refused_call_is_told() -> None:
    graph = FakeCarrier(lambda request: batch_answer(request, lambda _: refused(403, "Forbidden")))
    with pytest.raises(Forbidden, match="the people who are missing"):
        await principal_names(graph.client(), ["1"])
