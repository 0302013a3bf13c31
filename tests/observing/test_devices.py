"""Devices of two lists become one device each, whichever list tells of it first, and are whose they are."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.managed_device import DeviceCount, ListedDevice
from intune_waves.graph.registered_device import RegisteredDevice
from intune_waves.observing.devices import UNREAD_REGISTERED, KnownDevices, Merging, read_devices
from intune_waves.step.loss import Device, Management
from tests.graph.fake_graph import FakeCarrier, Sent, refused

SINCE = date(2027, 1, 1)
NONE = DeviceCount(0, 0, 0)
INTUNE = ListedDevice(1, 7, "windows", "intune", "compliant", "2027-01-09", True)
ENTRA = RegisteredDevice(7, (1,), "windows", True, True, "2027-01-09")
GOOD = Device("windows", True, True, Management.INTUNE)


def merged(*devices: ListedDevice | RegisteredDevice, registered: str | None = "") -> KnownDevices:
    merging = Merging(SINCE)
    for each in devices:
        if isinstance(each, ListedDevice):
            merging.take_managed(each)
        else:
            merging.take_registered(each)
    return merging.finished(NONE, registered)


def held(known: KnownDevices) -> dict[int, list[Device]]:
    return {person: list(known.of(person)) for person in known.held}


def in_any_order(*devices: ListedDevice | RegisteredDevice) -> dict[int, list[Device]]:
    """The people's devices, which are the same in whatever order the lists tell of them."""
    found = [held(merged(*each)) for each in permutations(devices)]
    assert all(each == found[0] for each in found)
    return found[0]


def test_what_two_sources_name_is_one_device() -> None:
    assert in_any_order(INTUNE, ENTRA) == {1: [GOOD]}


@pytest.mark.parametrize(
    ("devices", "owners"),
    [
        ([INTUNE._replace(user=2), ENTRA], {2}),
        ([INTUNE._replace(user=0), ENTRA], set()),
        ([ENTRA._replace(owners=(1, 2, 3))], {1, 2, 3}),
        ([ENTRA._replace(owners=())], set()),
        ([INTUNE._replace(user=2), ENTRA._replace(owners=(1, 3))], {2}),
        ([INTUNE._replace(user=0, managed_by="elsewhere"), ENTRA], {1}),
        ([INTUNE._replace(user=2, managed_by="elsewhere"), ENTRA._replace(owners=(1, 3))], {2}),
    ],
    ids=[
        "Intune's user uses it",
        "shared",
        "several owners",
        "no owner",
        "Intune's user, not who registered it",
        "another service names nobody",
        "another service names somebody",
    ],
)
def test_a_device_is_whose_it_is(
    devices: Sequence[ListedDevice | RegisteredDevice], owners: set[int]
) -> None:
    assert in_any_order(*devices).keys() == owners
    assert merged(*devices).unowned == (not owners)


def test_a_device_without_an_id_is_one_of_its_own() -> None:
    nameless, registered = INTUNE._replace(device_id=0), ENTRA._replace(device_id=0)
    not_registered = GOOD._replace(let_in=False)
    found = merged(nameless, nameless, registered).of(1)
    assert sorted(found) == sorted([not_registered, not_registered, Device("windows", True, True)])


def test_a_device_that_is_listed_twice_counts_as_its_active_record_says() -> None:
    old = INTUNE._replace(last_contact="2026-01-01", state="noncompliant")
    assert in_any_order(INTUNE, old, ENTRA) == {1: [GOOD]}


def test_two_active_records_that_contradict_each_other_are_not_compliant() -> None:
    other = INTUNE._replace(state="noncompliant")
    assert in_any_order(INTUNE, other, ENTRA) == {1: [GOOD._replace(let_in=False)]}


@pytest.mark.parametrize(
    ("contact", "sign_in", "active"),
    [
        ("2026-12-31", "2026-12-31", False),
        ("2027-01-01", "2026-12-31", True),
        ("2026-12-31", "2027-01-01", True),
        ("", "2026-12-31", True),
    ],
)
def test_a_device_is_active_by_its_last_day_in_any_source(contact: str, sign_in: str, active: bool) -> None:
    found = held(merged(INTUNE._replace(last_contact=contact), ENTRA._replace(last_sign_in=sign_in)))
    assert [each.active for each in found[1]] == [active]


def test_a_person_may_have_ten_thousand_devices() -> None:
    known = merged(*(ENTRA._replace(device_id=number) for number in range(1, 10_001)))
    assert len(known.of(1)) == 10_000


def test_equal_people_share_what_they_hold() -> None:
    rows = [ENTRA._replace(device_id=number + 1, owners=(number // 2 + 1,)) for number in range(20)]
    known = merged(*rows)
    assert len({id(each) for each in known.held.values()}) == 1


class Tenant:
    """One laptop, registered and managed; `entra` is what its list is answered with."""

    def __init__(self, entra: Answer | None = None, counted: int = 1) -> None:
        self.entra, self.counted = entra, counted
        self.carrier = FakeCarrier(self.respond)

    def respond(self, request: Sent) -> Answer:
        owner = {"id": "00000000-0000-4000-8000-000000000001"}
        device_id = "00000000-0000-4000-9000-000000000007"
        if "managedDeviceOverview" in request.path:
            return Answer(200, {"date": "Mon, 11 Jan 2027 08:00:00 GMT"}, {"enrolledDeviceCount": 1})
        if "managedDevices" in request.path:
            said: dict[str, Any] = {"userId": owner["id"], "azureADDeviceId": device_id}
            said |= {"complianceState": "compliant", "operatingSystem": "Windows", "managementAgent": "mdm"}
            return Answer(200, {}, {"value": [{**said, "lastSyncDateTime": "2027-01-10T08:00:00Z"}]})
        if self.entra is not None:
            return self.entra
        said = {"deviceId": device_id, "operatingSystem": "Windows", "isCompliant": True}
        row = {**said, "registeredOwners": [owner]}
        return Answer(200, {}, {"@odata.count": self.counted, "value": [row]})


async def test_both_lists_are_read_with_their_counts() -> None:
    tenant = Tenant()
    known = await read_devices(tenant.carrier.client(), DeviceEvidence())
    assert list(held(known).values()) == [[GOOD]]
    assert (known.unread, known.doubts) == ((), ())
    assert len(tenant.carrier.sent) == 5


async def test_a_list_that_is_shorter_than_its_count_is_doubted() -> None:
    known = await read_devices(Tenant(counted=3).carrier.client(), DeviceEvidence())
    assert known.doubts == ("Entra ID lists 1 registered devices and counts 3",)


async def test_a_right_that_is_missing_makes_the_source_one_that_was_not_read() -> None:
    known = await read_devices(
        Tenant(refused(403, "Authorization_RequestDenied")).carrier.client(), DeviceEvidence()
    )
    assert known.unread == (UNREAD_REGISTERED,)
    assert "Device.Read.All" in UNREAD_REGISTERED
    assert list(held(known).values()) == [[GOOD]]


async def test_a_tenant_that_does_not_filter_by_halves_is_read_whole() -> None:
    class Unfiltered(Tenant):
        def respond(self, request: Sent) -> Answer:
            if "$filter" in request.path:
                return refused(400, "Request_UnsupportedQuery")
            return super().respond(request)

    tenant = Unfiltered(counted=1000)
    known = await read_devices(tenant.carrier.client(), DeviceEvidence())
    assert list(held(known).values()) == [[GOOD]]
    assert known.doubts == ("Entra ID lists 1 registered devices and counts 1,000",)


async def test_a_device_that_is_in_neither_half_is_found_in_the_whole_list() -> None:
    class Halves(Tenant):
        def respond(self, request: Sent) -> Answer:
            if "$filter" in request.path:
                return Answer(200, {}, {"value": []})
            if "$expand" in request.path:
                body = super().respond(request).body
                return Answer(200, {}, {"value": body["value"] * 1000})
            return super().respond(request)

    known = await read_devices(Halves(counted=1000).carrier.client(), DeviceEvidence())
    assert list(held(known).values()) == [[GOOD]]
    assert known.doubts == ()


async def test_any_other_refusal_is_an_error() -> None:
    with pytest.raises(GraphError):
        await read_devices(Tenant(refused(400, "BadRequest")).carrier.client(), DeviceEvidence())
