"""Groups are filled with few writes, kept exact, and no member is in the state."""

import json
from pathlib import Path
from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Forbidden, NotFound, ShortList
from intune_waves.observing.connection import Connection
from intune_waves.provider.kinds.group_membership import GroupMembershipKind
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.kind import Kind
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.graph.fake_graph import FakeCarrier, Sent, id_of
from tests.provider.engine import CheckRefusedError, Declare, Declared, Values
from tests.provider.live_tenant import LiveTenant


class Opened(Connection):
    """A connection that is there already."""

    def __init__(self, client: GraphClient) -> None:
        super().__init__({})
        self._client = client


@pytest.fixture
def membership(declare: Declare) -> Declared:
    return declare("GroupMembership")


@pytest.fixture
def people_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "people.csv"


def write_names(path: Path, names: list[str]) -> None:
    path.write_text("userPrincipalName\n" + "".join(f"{name}\n" for name in names))


async def test_two_thousand_people_are_filled_in_five_batches_and_none_is_in_the_state(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    group, names = tenant.make_group("Pilot"), tenant.names_in("Engineering", 2000)
    write_names(people_file, names)
    inputs = {"groupId": group, "peopleFile": "people.csv"}
    tenant.forget_requests()
    state = await membership.up(inputs)
    assert len(tenant.members(group)) == state["count"] == 2000
    assert tenant.writes() == {"PATCH": 100}
    assert len({one["batch"] for one in tenant.requests() if one["method"] == "PATCH"}) == 5
    assert len(json.dumps(state)) < 600
    assert not any(name in json.dumps([state, membership.inputs]) for name in names)


async def test_a_second_up_counts_and_writes_nothing(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    write_names(people_file, tenant.names_in("IT Department", 30))
    inputs = {"groupId": tenant.make_group("Pilot"), "peopleFile": "people.csv"}
    await membership.up(inputs)
    membership.provider = IntuneProvider("0.0.0", tenant.environment)
    tenant.forget_requests()
    assert await membership.changed(inputs) == set()
    assert tenant.writes() == {}
    assert not [one for one in tenant.requests() if "/members" in one["path"]], "counts, no people"


async def test_a_changed_file_shows_in_the_preview_and_is_applied(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    group, names = tenant.make_group("Pilot"), tenant.names_in("IT Department", 30)
    write_names(people_file, names[:20])
    inputs = {"groupId": group, "peopleFile": "people.csv"}
    await membership.up(inputs)
    write_names(people_file, names[5:])
    assert await membership.changed(inputs) == {"sourceDigest", "sourceCount"}
    tenant.forget_requests()
    await membership.up(inputs)
    assert tenant.writes() == {"PATCH": 1, "DELETE": 5}
    assert len(tenant.members(group)) == 25
    assert not await membership.changed(inputs)


async def test_drift_shows_after_a_refresh_and_is_repaired(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    group = tenant.make_group("Pilot")
    write_names(people_file, tenant.names_in("IT Department", 30))
    inputs = {"groupId": group, "peopleFile": "people.csv"}
    before = await membership.up(inputs)
    gone = sorted(tenant.members(group))[:3]
    for member in gone:
        tenant.call("DELETE", f"/v1.0/groups/{group}/members/{member}/$ref")
    nested = tenant.group_id("Engineering")
    link = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{nested}"}
    tenant.call("POST", f"/v1.0/groups/{group}/members/$ref", link)
    assert await membership.refresh()
    assert membership.state["drift"] == "3 missing, 1 too many"
    assert await membership.changed(inputs) == {"drift"}
    assert await membership.up(inputs) == before
    assert await membership.refresh()
    assert not await membership.changed(inputs)


async def test_who_is_taken_off_a_list_is_told_in_the_preview_and_once(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    told: list[str] = []
    membership.provider.connection.tell = told.append
    group, names = tenant.make_group("Intune waves: Pilot"), tenant.names_in("IT Department", 5)
    write_names(people_file, names[:4])
    inputs = {"groupId": group, "peopleFile": "people.csv"}
    await membership.up(inputs)
    assert not told
    write_names(people_file, [*names[2:4], names[4]])
    for _ in range(2):
        await membership.diff(inputs)
    assert told == [
        "Intune waves: Pilot: 2 people leave it. "
        "Until the next ./migrate refresh, whoever of them no other wave names is in no wave."
    ]
    write_names(people_file, names)
    await membership.diff(inputs)
    assert len(told) == 1, "who comes is in the counts"


async def test_unknown_people_are_named_by_line_before_anything_is_written(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    group = tenant.make_group("Pilot")
    write_names(
        people_file, [*tenant.names_in("IT Department", 2), *(f"ghost{n}@adatum.com" for n in range(12))]
    )
    tenant.forget_requests()
    with pytest.raises(CheckRefusedError, match=r"people\.csv:4: .*ghost0@adatum\.com(?s:.*)and 2 more"):
        await membership.foresee({"groupId": group, "peopleFile": "people.csv"})
    assert not tenant.writes()


async def test_somebody_who_left_is_named_by_line_after_a_refresh_and_taking_the_line_out_helps(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    # Other tests count the people of the IT department.
    group, names = tenant.make_group("Pilot"), tenant.names_in("Engineering", 2600)[-30:]
    write_names(people_file, names)
    inputs = {"groupId": group, "peopleFile": "people.csv"}
    await membership.up(inputs)
    left = tenant.call("GET", f"/v1.0/users/{names[9]}?$select=id,userPrincipalName")
    tenant.call("DELETE", f"/v1.0/users/{left['id']}")
    assert await membership.refresh()
    with pytest.raises(CheckRefusedError, match=r"people\.csv:11: .*; correct the name, or take the line"):
        await membership.diff(inputs)
    write_names(people_file, [*names[:9], *names[10:]])
    assert (await membership.up(inputs))["count"] == 29
    assert await membership.refresh()
    assert not await membership.changed(inputs)


async def test_a_group_that_is_not_known_yet_is_foreseen(
    tenant: LiveTenant, membership: Declared, people_file: Path
) -> None:
    write_names(people_file, tenant.names_in("IT Department", 2))
    foreseen = await membership.foresee({"groupId": UNKNOWN, "peopleFile": "people.csv"})
    assert foreseen["groupId"] == foreseen["count"] == foreseen["digest"] == UNKNOWN
    assert foreseen["sourceCount"] == 2


async def test_a_share_is_stable_and_leaves_earlier_waves_out(tenant: LiveTenant, declare: Declare) -> None:
    source, first, second = tenant.group_id("IT Department"), tenant.make_group("1"), tenant.make_group("2")
    share = {"groupId": source, "size": 50, "seed": "s"}
    await declare("GroupMembership", "a").up({"groupId": first, "share": share})
    inputs = {"groupId": second, "share": {**share, "size": 200}, "exceptGroupIds": [first]}
    later = declare("GroupMembership", "b")
    await later.up(inputs)
    assert len(tenant.members(second)) == 200
    assert not tenant.members(first) & tenant.members(second)
    before = tenant.members(second)
    assert await later.changed({**inputs, "share": {**share, "size": 210}}) == {"share.size"}
    await later.up({**inputs, "share": {**share, "size": 210}})
    assert before < tenant.members(second)
    assert await later.refresh()
    assert "drift" not in later.state


async def test_everybody_else_is_every_enabled_member_but_those_left_out(
    tenant: LiveTenant, membership: Declared
) -> None:
    group, taken = tenant.make_group("All regions"), tenant.group_id("Engineering")
    one = sorted(tenant.members(tenant.group_id("IT Department")))[0]
    state = await membership.up(
        {"groupId": group, "remainder": {}, "exceptGroupIds": [taken], "exceptUserIds": [one]}
    )
    enabled = tenant.call("GET", "/_tenant/snapshot")["users"]["enabled"]
    members = tenant.members(group)
    assert state["count"] == len(members) > 5000
    assert len(members) >= enabled - 2600 - 1
    assert one not in members
    assert not members & tenant.members(taken)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({}, "got none of them, expected one of"),
        ({"remainder": {}, "peopleFile": "x"}, "got peopleFile and remainder"),
        ({"share": {"groupId": "g"}}, "exactly one of size and percent"),
        ({"share": {"groupId": "g", "size": 1, "percent": 2}}, "exactly one of size and percent"),
        ({"share": {"size": 1}}, r"share\.groupId: it is missing"),
        ({"peopleFile": "nowhere.csv"}, "there is no such file"),
    ],
)
async def test_a_wrong_source_is_refused(membership: Declared, source: dict[str, object], said: str) -> None:
    with pytest.raises(CheckRefusedError, match=said):
        await membership.foresee({"groupId": "g", **source})


async def test_fewer_people_than_expected_are_refused_before_anything_is_written(
    tenant: LiveTenant, membership: Declared
) -> None:
    share = {"groupId": tenant.group_id("IT Department"), "size": 400}
    inputs = {"groupId": tenant.make_group("Pilot"), "share": share, "expectedSize": 400}
    tenant.forget_requests()
    with pytest.raises(Refusal, match="got 300 people, expected at least 400"):
        await membership.up(inputs)
    assert not tenant.writes()


async def test_another_source_is_held_to_the_size_that_is_expected(
    tenant: LiveTenant, membership: Declared
) -> None:
    share = {"groupId": tenant.group_id("IT Department"), "size": 200}
    inputs = {"groupId": tenant.make_group("Pilot"), "share": share, "expectedSize": 200}
    await membership.up(inputs)
    tenant.forget_requests()
    elsewhere = {**share, "groupId": tenant.make_group("Empty but for one")}
    one = next(iter(tenant.members(tenant.group_id("IT Department"))))
    link = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{one}"}
    tenant.call("POST", f"/v1.0/groups/{elsewhere['groupId']}/members/$ref", link)
    tenant.forget_requests()
    with pytest.raises(Refusal, match="got 1 people, expected at least 200"):
        await membership.up({**inputs, "share": elsewhere})
    assert not tenant.writes()


async def test_people_who_have_left_since_are_taken_out_whatever_size_is_expected(
    tenant: LiveTenant, membership: Declared
) -> None:
    source = tenant.make_group("Source")
    people = sorted(tenant.members(tenant.group_id("IT Department")))[:5]
    for each in people:
        link = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{each}"}
        tenant.call("POST", f"/v1.0/groups/{source}/members/$ref", link)
    group = tenant.make_group("Pilot")
    inputs = {"groupId": group, "share": {"groupId": source, "size": 5}, "expectedSize": 5}
    await membership.up(inputs)
    tenant.call("DELETE", f"/v1.0/groups/{source}/members/{people[0]}/$ref")
    assert await membership.refresh()
    assert membership.state["drift"] == "0 missing, 1 too many"
    await membership.up(inputs)
    assert tenant.members(group) == set(people[1:])


async def test_a_size_that_is_declared_later_is_no_change(tenant: LiveTenant, membership: Declared) -> None:
    share = {"groupId": tenant.group_id("IT Department"), "size": 5}
    inputs = {"groupId": tenant.make_group("Pilot"), "share": share}
    await membership.up(inputs)
    assert await membership.changed({**inputs, "expectedSize": 400}) == set()


async def test_a_share_of_nobody_and_of_a_mistyped_group_are_refused(
    tenant: LiveTenant, membership: Declared
) -> None:
    group, empty = tenant.make_group("Pilot"), tenant.make_group("Empty")
    with pytest.raises(Refusal, match="share-empty"):
        await membership.up({"groupId": group, "share": {"groupId": empty, "percent": 10}})
    nobody = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(NotFound, match=nobody):
        await membership.up({"groupId": group, "share": {"groupId": nobody, "percent": 10}})


@pytest.mark.parametrize("faults", ["flaky", "slow-replication"])
async def test_a_flaky_directory_is_filled_all_the_same(
    tenant: LiveTenant, membership: Declared, people_file: Path, faults: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intune_waves.graph.client.pacing._FIRST_BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr("intune_waves.graph.client.pacing.random.random", lambda: 0.0)
    write_names(people_file, tenant.names_in("IT Department", 300))
    tenant.faults({"name": faults})
    group = tenant.make_group("Pilot") if faults == "slow-replication" else None
    tenant.faults({"name": faults if group else "calm"})
    group = group or tenant.make_group("Pilot")
    tenant.faults({"name": faults})
    state = await membership.up({"groupId": group, "peopleFile": "people.csv"})
    tenant.faults({"name": "calm"})
    assert len(tenant.members(group)) == state["count"] == 300


async def test_destroy_empties_the_group_and_a_group_that_is_gone_is_fine(
    tenant: LiveTenant, membership: Declared
) -> None:
    group = tenant.make_group("Pilot")
    await membership.up(
        {"groupId": group, "share": {"groupId": tenant.group_id("IT Department"), "size": 45}}
    )
    tenant.forget_requests()
    await membership.destroy()
    assert tenant.members(group) == set()
    assert tenant.writes() == {"DELETE": 45}
    assert not any(one["alarm"] for one in tenant.requests())
    tenant.call("DELETE", f"/v1.0/groups/{group}")
    await membership.destroy()
    assert not await membership.refresh()


async def test_an_import_takes_the_members_as_they_are(tenant: LiveTenant, membership: Declared) -> None:
    membership.resource_id = tenant.group_id("IT Department")
    assert await membership.refresh()
    assert membership.inputs == {"groupId": membership.resource_id}
    assert membership.state["count"] == 300


async def test_a_missing_right_is_named(tenant: LiveTenant, membership: Declared) -> None:
    refused = {
        "path": "/groups/*",
        "status": 403,
        "code": "Authorization_RequestDenied",
        "message": "Insufficient.",
    }
    inputs = {"groupId": tenant.make_group("Pilot"), "remainder": {}}
    tenant.faults({"failures": [{"method": "PATCH", **refused}]})
    with pytest.raises(Forbidden, match=r"Group\.ReadWrite\.All"):
        await membership.up(inputs)


async def test_another_group_is_a_replacement(tenant: LiveTenant, membership: Declared) -> None:
    source = {"groupId": tenant.group_id("IT Department"), "size": 5}
    await membership.up({"groupId": tenant.make_group("A"), "share": source})
    assert (await membership.diff({"groupId": UNKNOWN, "share": source})).replaces == ["groupId"]


EARLY_ENDS = [
    ({"remainder": {}}, "/users"),
    ({"remainder": {}}, "/groups/earlier/"),
    ({"remainder": {}}, "/groups/g/"),
    ({"share": {"groupId": "source", "percent": 100}}, "/groups/source/"),
    ({"share": {"groupId": "source", "percent": 100}}, "/groups/earlier/"),
    ({"share": {"groupId": "source", "percent": 100}}, "/groups/g/"),
]


@pytest.mark.parametrize(("source", "short"), EARLY_ENDS)
async def test_a_list_that_ends_early_changes_nobody(source: Values, short: str) -> None:
    lists = {"/users": "abcd", "/groups/source/": "abcd", "/groups/earlier/": "d", "/groups/g/": "abcx"}

    def respond(request: Sent) -> Answer:
        path = request.path.removeprefix("/v1.0")
        ids = next(ids for begins, ids in lists.items() if path.startswith(begins))
        listed = ids[1:] if path.startswith(short) else ids
        return Answer(200, {}, {"value": [{"id": id_of(each)} for each in listed], "@odata.count": len(ids)})

    graph = FakeCarrier(respond)
    kind: Kind[Any] = GroupMembershipKind(Opened(graph.client()))
    with pytest.raises(ShortList, match=r"it lists \d \w+ and counts \d"):
        await kind.update(
            "urn", "g", state={}, inputs={"groupId": "g", "exceptGroupIds": ["earlier"], **source}
        )
    assert {request.method for request in graph.sent} == {"GET"}
