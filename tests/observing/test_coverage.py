"""Coverage is counted from whole lists, in as few requests as pages allow, and doubted when they disagree."""

import asyncio
import re
from collections.abc import Mapping
from itertools import count
from typing import Any
from urllib.parse import unquote

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.object_id import text_of
from intune_waves.graph.group_membership import list_group
from intune_waves.graph.user import PeopleList
from intune_waves.observing.coverage import Coverage, coverage_of
from intune_waves.observing.devices import KnownDevices, read_devices
from intune_waves.step.loss import LossReason
from tests.graph.fake_graph import URL, FakeCarrier, Sent

ALL = ("windows", "mac", "ios", "android")


def person(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def device(
    owner: int | str, state: str = "compliant", system: str = "Windows", agent: str = "mdm"
) -> dict[str, Any]:
    user = person(owner) if isinstance(owner, int) else owner
    return {
        "userId": user,
        "azureADDeviceId": f"{(number := next(_numbers)) % 16:x}{number:07x}-0000-4000-9000-000000000000",
        "complianceState": state,
        "operatingSystem": system,
        "managementAgent": agent,
    }


_numbers = count(1)


def registered(managed: dict[str, Any]) -> dict[str, Any]:
    """What Entra ID says of a device that Intune lists."""
    return {
        "deviceId": managed["azureADDeviceId"],
        "operatingSystem": managed["operatingSystem"] or "Unknown",
        "isCompliant": managed["managementAgent"] in ("mdm", "intuneClient")
        and managed["complianceState"] == "compliant",
        "accountEnabled": True,
        "registeredOwners": [],
    }


class Lists:
    """A tenant's two lists, by pages, and its overview."""

    def __init__(
        self,
        members: list[dict[str, Any]],
        devices: list[dict[str, Any]],
        *,
        overview: tuple[int, int] | None = None,
        counted: int | None = None,
    ) -> None:
        self.lists = {
            "members": (members, 999),
            "devices": (devices, 1000),
            "registered": (list(map(registered, devices)), 999),
        }
        self.overviews = list(overview or (len(devices),) * 2)
        self.counted = len(members) if counted is None else counted

    def _half(self, path: str) -> str:
        """The list of the half that is asked for, by the first digit of the device's id."""
        digits = re.findall(r"startswith\(deviceId,'(.)'\)", unquote(path))
        rows = self.lists["registered"][0]
        mine = [each for each in rows if not digits or each["deviceId"][0] in digits]
        self.lists["half" + "".join(digits)] = (mine, 999)
        return "half" + "".join(digits)

    def respond(self, request: Sent) -> Answer:
        if "managedDeviceOverview" in request.path:
            return Answer(200, {}, {"enrolledDeviceCount": self.overviews.pop(0)})
        name = "members" if "transitiveMembers" in request.path else "devices"
        if "/v1.0/devices?" in request.path:
            name = self._half(request.path)
            if "$count=true" in request.path:
                assert request.headers["ConsistencyLevel"] == "eventual"
                assert "$expand" not in request.path
                return Answer(200, {}, {"@odata.count": len(self.lists[name][0]), "value": []})
        rows, size = self.lists[name]
        start = int(request.path.partition("$skiptoken=")[2] or 0)
        body: dict[str, Any] = {"value": rows[start : start + size]}
        if name == "members":
            assert request.headers["ConsistencyLevel"] == "eventual"
            body |= {"@odata.count": self.counted} if start == 0 else {}
        else:
            body["@odata.count"] = len(body["value"])
        if start + size < len(rows):
            body["@odata.nextLink"] = f"{URL}{request.path.partition('&$skip')[0]}&$skiptoken={start + size}"
        return Answer(200, {}, body)


def member(number: int, **more: Any) -> dict[str, Any]:
    return {"id": person(number), **more}


async def read_both(client: GraphClient, platforms: tuple[str, ...] = ALL) -> Coverage:
    return coverage_of(
        *await asyncio.gather(list_group(client, "g"), read_devices(client, DeviceEvidence())),
        platforms=platforms,
    )


async def covered(lists: Lists, platforms: tuple[str, ...] = ALL) -> Coverage:
    client = FakeCarrier(lists.respond).client()
    return await read_both(client, platforms)


def reasons(coverage: Coverage) -> Mapping[LossReason, list[str]]:
    return {reason: [text_of(each) for each in ids] for reason, ids in coverage.missing.items() if ids}


async def test_each_person_is_covered_or_missing_for_one_reason() -> None:
    lists = Lists(
        [member(number) for number in range(1, 7)],
        [
            device(1),
            device(2, "noncompliant"),
            device(3, agent="jamf"),
            device(4, "inGracePeriod"),
            device(4, agent="configurationManagerClient"),
            device(6, "noncompliant"),
            device(6, system="macOS"),
            device(99),
        ],
    )
    found = await covered(lists)
    assert (found.people, found.covered, found.reached, found.doubts) == (6, 1, 2, ())
    assert (found.lost, [text_of(each) for each in found.losing]) == ({"Windows": 1}, [person(6)])
    assert found.blocked_devices == {"Windows": 5}
    assert reasons(found) == {
        LossReason.NOT_COMPLIANT: [person(2), person(4)],
        LossReason.OTHER_SERVICE: [person(3)],
        LossReason.NEVER_ENROLLED: [person(5)],
    }
    assert (person(5), "never enrolled") in [*found.listed()]


@pytest.mark.parametrize(
    ("system", "platforms", "is_covered"),
    [
        ("Windows", ("windows",), True),
        ("Windows 10 Mobile", ("windows",), True),
        ("macOS", ("windows",), False),
        ("macOS", ("mac",), True),
        ("iPadOS", ("ios",), True),
        ("Android", ("androidForWork",), True),
        ("AndroidForWork", ("android",), True),
        ("Linux", ALL, False),
        ("", ALL, False),
    ],
)
async def test_only_devices_on_the_waves_platforms_count(
    system: str, platforms: tuple[str, ...], is_covered: bool
) -> None:
    found = await covered(Lists([member(1)], [device(1, system=system)]), platforms)
    assert bool(found.covered) is is_covered
    assert bool(found.missing[LossReason.NEVER_ENROLLED]) is not is_covered


async def test_disabled_accounts_are_left_out_and_counted() -> None:
    members = [member(1, accountEnabled=True), member(2, accountEnabled=False), member(3)]
    found = await covered(Lists(members, [device(1), device(2)]))
    assert (found.people, found.covered, found.disabled, found.doubts) == (2, 1, 1, ())


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("jamf", LossReason.OTHER_SERVICE),
        ("configurationManagerClient", LossReason.OTHER_SERVICE),
        ("unknown", LossReason.OTHER_SERVICE),
        ("somethingNew", LossReason.OTHER_SERVICE),
        ("eas", LossReason.NEVER_ENROLLED),
        ("msSense", LossReason.NEVER_ENROLLED),
    ],
)
async def test_mail_or_protection_alone_keeps_nobody_in_another_service_and_the_unknown_does(
    agent: str, reason: LossReason
) -> None:
    found = await covered(Lists([member(1)], [device(1, agent=agent)]))
    assert [each for each, ids in found.missing.items() if ids] == [reason]


async def test_devices_without_a_user_belong_to_nobody() -> None:
    users: list[Any] = ["", None, "00000000-0000-0000-0000-000000000000", "not-an-id"]
    rows = [{**device(1), "userId": user} for user in users]
    found = await covered(Lists([member(1)], rows))
    assert (found.covered, found.doubts) == (0, ())


async def test_thousands_are_read_in_the_least_requests_and_two_for_the_overview() -> None:
    lists = Lists([member(number) for number in range(5000)], [device(number) for number in range(4001)])
    client = FakeCarrier(lists.respond).client()
    found = await read_both(client)
    assert (found.people, found.covered) == (5000, 4001)
    # Each half of the registered devices has a last page of its own.
    assert client.requests_sent == 6 + 5 + (3 + 3) + 3


async def test_all_lists_are_read_at_the_same_time() -> None:
    lists = Lists([member(number) for number in range(6000)], [device(number) for number in range(6000)])
    open_at_once: list[int] = []
    waiting = 0

    class Slow(FakeCarrier):
        async def send(self, *args: Any) -> Answer:
            nonlocal waiting
            waiting += 1
            await asyncio.sleep(0)
            open_at_once.append(waiting)
            waiting -= 1
            return await super().send(*args)

    client = Slow(lists.respond).client()
    await read_both(client)
    assert max(open_at_once) == 4


@pytest.mark.parametrize(
    ("overview", "complete"),
    [((3, 3), True), ((4, 4), False), ((2, 2), False), ((2, 4), True), ((3, 5), True), ((5, 4), False)],
)
async def test_a_list_that_the_overview_does_not_bear_out_is_doubted(
    overview: tuple[int, int], complete: bool
) -> None:
    found = await covered(Lists([member(1)], [device(1), device(2), device(3)], overview=overview))
    assert (found.doubts == ()) is complete
    if not complete:
        assert found.doubts == (f"the device list holds 3 devices and the overview {overview[1]}",)


async def test_the_overview_leaves_out_what_the_pc_agent_manages() -> None:
    rows = [device(1), device(2, agent="intuneClient")]
    found = await covered(Lists([member(1), member(2)], rows, overview=(1, 1)))
    assert (found.covered, found.doubts) == (2, ())


async def test_a_group_that_lists_fewer_people_than_it_counts_is_doubted() -> None:
    found = await covered(Lists([member(1)], [device(1)], counted=1200))
    assert found.doubts == ("the group lists 1 person and counts 1,200",)


async def test_a_person_listed_twice_counts_once_and_is_doubted() -> None:
    found = await covered(Lists([member(1), member(1)], [device(1)]))
    assert (found.people, len(found.doubts)) == (1, 1)


async def test_a_count_that_graph_leaves_out_is_a_doubt() -> None:
    graph = FakeCarrier(lambda _: Answer(200, {}, {"value": [member(1)]}))
    assert not (await list_group(graph.client(), "g")).complete


async def test_a_page_that_leads_back_to_itself_ends_the_reading() -> None:
    link = f"{URL}/v1.0/deviceManagement/managedDevices?$skiptoken=x"
    graph = FakeCarrier(
        lambda request: Answer(
            200,
            {},
            {"value": {"enrolledDeviceCount": 1}, "@odata.nextLink": link}
            if "Overview" in request.path
            else {"value": [], "@odata.count": 0}
            if "/v1.0/devices?" in request.path
            else {"value": [device(1)], "@odata.nextLink": link},
        )
    )
    with pytest.raises(GraphError, match="leads back to a page that was read"):
        await read_devices(graph.client(), DeviceEvidence())
    assert len([each for each in graph.sent if "/v1.0/devices?" not in each.path]) == 3


def test_an_empty_group_has_nobody_covered() -> None:
    found = coverage_of(PeopleList((), 0, 0), KnownDevices(), platforms=ALL)
    assert (found.people, found.covered, found.doubts) == (0, 0, ())


async def test_devices_of_another_service_are_counted_those_without_an_owner_too() -> None:
    agents = ["mdm", "jamf", "eas", "msSense", "configurationManagerClient"]
    rows = [device(n, agent=agent) for n, agent in enumerate(agents)] + [device("", agent="jamf")]
    found = await read_devices(FakeCarrier(Lists([], rows).respond).client(), DeviceEvidence())
    assert found.elsewhere == 3


def test_whoever_is_excluded_is_in_no_count_though_the_group_holds_them() -> None:
    found = coverage_of(PeopleList([1, 2, 3], 1, 4), KnownDevices(), platforms=ALL, excluded={3, 9})
    assert (found.people, found.blocked, found.excluded) == (2, 2, 1)
    assert found.listed_people == 4
    assert found.digest == coverage_of(PeopleList([1, 2], 0, 2), KnownDevices(), platforms=ALL).digest
