"""Names are found by twenty thousand ids a call."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.principal_names import principal_names
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer, refused


async def test_twenty_thousand_names_are_one_call() -> None:
    def respond(request: Sent) -> Answer:
        def find(item: object) -> Answer:
            assert isinstance(item, dict)
            ids = item["body"]["ids"]
            assert len(ids) <= 1000
            known = [each for each in ids if each != text_of(7)]
            users = [{"id": each, "userPrincipalName": f"{number_of(each)}@adatum.com"} for each in known]
            return Answer(200, {}, {"value": users})

        return batch_answer(request, find)

    graph = FakeCarrier(respond)
    found = await principal_names(graph.client(), [text_of(number) for number in range(1, 20_001)])
    assert len(graph.sent) == 1
    assert found[text_of(20_000)] == "20000@adatum.com"
    assert text_of(7) not in found


async def test_a_refused_call_is_told() -> None:
    graph = FakeCarrier(lambda request: batch_answer(request, lambda _: refused(403, "Forbidden")))
    with pytest.raises(Forbidden, match="the people who are missing"):
        await principal_names(graph.client(), ["1"])
