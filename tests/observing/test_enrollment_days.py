"""Days of enrollment come from one pass over the devices, for all groups together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from intune_waves.graph.client.answer import Answer
from intune_waves.observing.enrollment_days import EnrollmentDays, read_enrollment_days
from tests.graph.fake_graph import URL, FakeCarrier, Sent

MONDAY, TUESDAY, UNKNOWN = date(2027, 1, 11), date(2027, 1, 12), date(1970, 1, 2)
ALL = ("windows", "mac", "ios", "android")


def person(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def device(
    owner: int, day: object = MONDAY, system: str = "Windows", agent: str | None = "mdm"
) -> dict[str, Any]:
    enrolled = f"{day.isoformat()}T08:00:00Z" if isinstance(day, date) else day
    return {
        "userId": person(owner),
        "enrolledDateTime": enrolled,
        "managementAgent": agent,
        "operatingSystem": system,
    }


class Tenant:
    """Groups of people by numbers, and one list of devices, in pages as Graph gives them."""

    def __init__(
        self, groups: Mapping[str, list[int]], devices: list[dict[str, Any]], overview: int | None = None
    ) -> None:
        self.groups, self.devices = groups, devices
        self.overview = len(devices) if overview is None else overview

    def respond(self, request: Sent) -> Answer:
        if "managedDeviceOverview" in request.path:
            return Answer(200, {}, {"enrolledDeviceCount": self.overview})
        rows, size = self.devices, 1000
        if "/groups/" in request.path:
            rows = [{"id": person(n)} for n in self.groups[request.path.split("/")[3]]]
            size = 999
        start = int(request.path.partition("$skiptoken=")[2] or 0)
        body: dict[str, Any] = {"value": rows[start : start + size], "@odata.count": len(rows)}
        if start + size < len(rows):
            body["@odata.nextLink"] = f"{URL}{request.path.partition('&$skip')[0]}&$skiptoken={start + size}"
        return Answer(200, {}, body)

    async def read(self, *platforms: str) -> dict[str, EnrollmentDays]:
        self.carrier = FakeCarrier(self.respond)
        asked = {f"wave-{name}": (name, platforms or ALL) for name in self.groups}
        return await read_enrollment_days(self.carrier.client(), asked)


async def test_the_first_device_of_each_person_counts_for_its_day() -> None:
    devices = [device(1, TUESDAY), device(1, MONDAY), device(2, TUESDAY), device(9, MONDAY)]
    found = await Tenant({"g": [1, 2, 3]}, devices).read()
    assert found == {"wave-g": EnrollmentDays(3, {MONDAY: 1, TUESDAY: 1})}


async def test_only_what_intune_manages_on_the_waves_platforms_counts() -> None:
    devices = [
        device(1, agent="jamf"),
        device(2, agent="msSense"),
        device(3, agent=None),
        device(4, system="iOS"),
        device(5, system="macOS"),
        device(6),
    ]
    found = await Tenant({"g": list(range(1, 8))}, devices).read("windows", "mac")
    assert found["wave-g"].by_day == {MONDAY: 2}


async def test_a_person_of_two_groups_counts_in_both() -> None:
    found = await Tenant({"g": [1, 2], "h": [2]}, [device(2)]).read()
    assert [each.by_day for each in found.values()] == [{MONDAY: 1}, {MONDAY: 1}]


async def test_a_day_that_intune_does_not_know_comes_before_all_others() -> None:
    devices = [device(1, "0001-01-01T00:00:00Z"), device(2, None), device(3)]
    found = await Tenant({"g": [1, 2, 3]}, devices).read()
    assert found["wave-g"].by_day == {UNKNOWN: 2, MONDAY: 1}


async def test_lists_that_disagree_with_their_counts_are_doubted() -> None:
    found = await Tenant({"g": [1]}, [device(1)], overview=7).read()
    assert found["wave-g"].doubts == ("the device list holds 1 devices and the overview 7",)


async def test_no_request_is_sent_that_the_lists_do_not_need() -> None:
    sizes = {"g": 50, "h": 2000, "i": 999}
    people = {name: list(range(size)) for name, size in sizes.items()}
    tenant = Tenant(people, [device(number) for number in range(2500)])
    found = await tenant.read()
    assert [sum(each.by_day.values()) for each in found.values()] == [50, 2000, 999]
    assert len(tenant.carrier.sent) == 1 + 3 + 1 + 3 + 2
