"""Names are looked up by fifteen, and a name cannot break out of its filter."""

from urllib.parse import unquote

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.user import resolve_names
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer


async def test_two_thousand_names_are_looked_up_in_seven_calls() -> None:
    def respond(request: Sent) -> Answer:
        def find(item: object) -> Answer:
            assert isinstance(item, dict)
            names = unquote(item["url"]).split("in (")[1].split(")")[0].split(",")
            assert len(names) <= 15
            users = [
                {"id": f"id-{name.strip(chr(39))}", "userPrincipalName": name.strip("'").upper()}
                for name in names
            ]
            return Answer(200, {}, {"value": users})

        return batch_answer(request, find)

    graph = FakeCarrier(respond)
    names = [f"Person{number}@adatum.com" for number in range(2000)]
    found = await resolve_names(graph.client(), names)
    assert len(found) == 2000
    assert found["person7@adatum.com"] == "id-person7@adatum.com"
    assert len(graph.sent) == 7


async def test_quotes_and_signs_in_a_name_are_escaped() -> None:
    urls: list[str] = []

    def respond(request: Sent) -> Answer:
        urls.extend(item["url"] for item in request.json["requests"])
        return batch_answer(request, lambda _: Answer(200, {}, {"value": []}))

    assert await resolve_names(FakeCarrier(respond).client(), ["o'neill&x#ext#@adatum.com"]) == {}
    assert "o''neill%26x%23ext%23@adatum.com" in urls[0]
