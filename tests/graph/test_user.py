"""Names are looked up by fifteen, ids by thousands, and a list that ends early decides nothing."""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Forbidden, ShortList
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.group_membership import enabled_people_of_group, people_of_groups
from intune_waves.graph.user import (
    count_enabled_members,
    enabled_among,
    enabled_members_of_tenant,
    principal_names,
    read_accounts,
    read_enabled_members,
    resolve_names,
)
from tests.graph.fake_graph import URL, FakeCarrier, Sent, answering, batch_answer, batching, id_of, refused


async def test_two_thousand_names_are_looked_up_in_seven_calls() -> None:
    def respond(request: Sent) -> Answer:
        def find(item: object) -> Answer:
            assert isinstance(item, dict)
            names = unquote(item["url"]).split("in (")[1].split(")")[0].split(",")
            assert len(names) <= 15
            users = [
                {"id": id_of(name.strip("'person@datum.c")), "userPrincipalName": name.strip("'").upper()}
                for name in names
            ]
            return Answer(200, {}, {"value": users})

        return batch_answer(request, find)

    graph = FakeCarrier(respond)
    names = [f"Person{number}@adatum.com" for number in range(2000)]
    found = await resolve_names(graph.client(), names)
    assert len(found) == 2000
    assert found["person7@adatum.com"] == id_of("7")
    assert len(graph.sent) == 7


async def test_quotes_and_signs_in_a_name_are_escaped() -> None:
    urls: list[str] = []

    def respond(request: Sent) -> Answer:
        urls.extend(item["url"] for item in request.json["requests"])
        return batch_answer(request, lambda _: Answer(200, {}, {"value": []}))

    assert await resolve_names(FakeCarrier(respond).client(), ["o'neill&x#ext#@adatum.com"]) == {}
    assert "o''neill%26x%23ext%23@adatum.com" in urls[0]


Read = Callable[[GraphClient], Awaitable[set[str]]]

LISTS: list[Read] = [
    lambda client: enabled_people_of_group(client, "g"),
    lambda client: people_of_groups(client, ["g"]),
    enabled_members_of_tenant,
]


def people_page(*ids: str, counted: int | None = None, following: str = "") -> Answer:
    body: dict[str, object] = {"value": [{"id": id_of(each)} for each in ids]}
    if counted is not None:
        body["@odata.count"] = counted
    if following:
        body["@odata.nextLink"] = f"{URL}/v1.0/{following}"
    return Answer(200, {}, body)


@pytest.mark.parametrize("read", LISTS)
async def test_a_list_is_read_to_its_end_and_compared_with_its_count(read: Read) -> None:
    graph = answering(people_page("a", "b", counted=3, following="next"), people_page("c"))
    assert await read(graph.client()) == set(map(id_of, "abc"))
    assert graph.sent[0].headers["ConsistencyLevel"] == "eventual"
    assert "$count=true" in graph.sent[0].path


@pytest.mark.parametrize("read", LISTS)
@pytest.mark.parametrize(
    ("page", "asked", "said"),
    [
        (people_page("a", "b", counted=1200), 4, "it lists 2 people and counts 1,200"),
        (people_page("a", "a", counted=2), 4, "it lists 1 person and counts 2"),
        (people_page("a"), 2, "it lists 1 person and gives no count"),
    ],
)
async def test_a_list_that_its_count_does_not_bear_out_is_read_again_and_then_refused(
    read: Read, page: Answer, asked: int, said: str
) -> None:
    graph = answering(*[page] * asked)
    with pytest.raises(ShortList, match=said) as caught:
        await read(graph.client())
    assert len(graph.sent) == asked
    assert str(caught.value).endswith(
        "Nobody was added or removed on this: run the same command again in some minutes. [graph-short-list]"
    )


@pytest.mark.parametrize("read", LISTS)
async def test_who_leaves_while_the_list_is_read_raises_no_doubt(read: Read) -> None:
    graph = answering(people_page("a", counted=2), people_page("a", counted=1))
    assert await read(graph.client()) == {id_of("a")}


@pytest.mark.parametrize("read", LISTS)
async def test_a_list_that_is_whole_the_second_time_is_taken(read: Read) -> None:
    graph = answering(*[people_page("a", counted=2)] * 2, people_page("a", "b", counted=2))
    assert await read(graph.client()) == set(map(id_of, "ab"))


@pytest.mark.parametrize("read", LISTS)
async def test_who_joins_while_the_list_is_read_raises_no_doubt(read: Read) -> None:
    graph = answering(people_page("a", counted=1, following="next"), people_page("b"))
    assert await read(graph.client()) == set(map(id_of, "ab"))


async def test_disabled_people_count_for_the_list_and_are_not_taken() -> None:
    page = people_page("a", "b", counted=2)
    page.body["value"][1]["accountEnabled"] = False
    assert await enabled_people_of_group(answering(page).client(), "g") == {id_of("a")}


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


async def test_those_of_the_ids_who_can_sign_in_are_told_and_the_unknown_left_out() -> None:
    users = [{"id": id_of("a"), "accountEnabled": True}, {"id": id_of("b"), "accountEnabled": False}]
    carrier = FakeCarrier(lambda request: batch_answer(request, lambda _: Answer(200, {}, {"value": users})))
    assert await enabled_among(carrier.client(), [id_of("a"), id_of("b"), id_of("c")]) == {id_of("a")}
    assert len(carrier.sent) == 1


async def test_accounts_say_whether_they_can_sign_in_and_their_groups() -> None:
    carrier = batching(
        {
            "/users/a/transitiveMemberOf": Answer(200, {}, {"value": [{"id": id_of("g")}]}),
            "/users/a": Answer(200, {}, {"accountEnabled": True}),
            "/users/b/transitiveMemberOf": Answer(200, {}, {"value": []}),
            "/users/b": Answer(200, {}, {"accountEnabled": False}),
            "/users/c": refused(404, "Request_ResourceNotFound"),
        }
    )
    found = await read_accounts(carrier.client(), ["c", "b", "a", "a"])
    assert {each: (account.enabled, account.groups) for each, account in found.items()} == {
        "a": (True, {id_of("g")}),
        "b": (False, frozenset()),
    }
    assert len(carrier.sent) == 1


async def test_a_refused_account_is_an_error() -> None:
    carrier = batching({"/": refused(403, "Forbidden")})
    with pytest.raises(Forbidden):
        await read_accounts(carrier.client(), ["a"])


async def test_enabled_members_are_counted_by_graph() -> None:
    carrier = answering(Answer(200, {}, {"@odata.count": 11942, "value": []}))
    assert await count_enabled_members(carrier.client()) == 11942
    assert carrier.sent[0].headers["ConsistencyLevel"] == "eventual"
    assert "$count=true" in carrier.sent[0].path


async def test_members_are_counted_over_all_pages_and_a_short_list_is_read_once_more() -> None:
    short = (
        Answer(
            200,
            {},
            {
                "value": [{"id": id_of("1")}],
                "@odata.count": 3,
                "@odata.nextLink": "https://graph.test/v1.0/next",
            },
        ),
        Answer(200, {}, {"value": [{"id": id_of("2")}]}),
        Answer(200, {}, {"value": [{"id": id_of("1")}], "@odata.count": 3}),
    )
    carrier = answering(*short, *short)
    found = await read_enabled_members(carrier.client())
    assert found.people == {number_of(id_of("1")), number_of(id_of("2"))}
    assert not found.complete
    assert "accountEnabled%20eq%20true%20and%20userType%20eq%20'Member'" in carrier.sent[0].path
    assert carrier.sent[0].headers["ConsistencyLevel"] == "eventual"
