"""Inventories beside Intune's and Entra ID's lists: whose devices theirs are, and what people lose."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.user import PeopleList
from intune_waves.observing.coverage import Coverage, coverage_of
from intune_waves.observing.devices import UNREAD_REGISTERED, KnownDevices, read_devices
from intune_waves.people.inventory_export import digest_of
from intune_waves.step.loss import LossReason
from tests.graph.fake_graph import FakeCarrier, Sent, refused

TODAY = date(2027, 1, 11)
LATELY, LONG_AGO = "2027-01-08", "2026-11-02"
TITLES = "UPN,Platform,Last Seen,Serial Number,Azure AD Device ID"
EVERYWHERE = ("windows", "mac", "ios", "androidForWork")


def person_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def device_id(number: int) -> str:
    return f"00000000-0000-4000-9000-{number:012x}"


def upn(number: int) -> str:
    return f"p{number}@adatum.com"


@dataclass
class Tenant:
    """What the lists of a tenant hold, as Graph answers; `short` leaves so many people out of their list."""

    people: int = 1
    managed: Sequence[Mapping[str, Any]] = ()
    registered: Sequence[Mapping[str, Any]] | None = ()
    short: int = 0

    def respond(self, request: Sent) -> Answer:
        if "managedDeviceOverview" in request.path:
            headers = {"date": f"{TODAY:%a, %d %b %Y} 08:00:00 GMT"}
            return Answer(200, headers, {"enrolledDeviceCount": len(self.managed)})
        if "managedDevices" in request.path:
            return Answer(200, {}, {"value": [*self.managed]})
        if request.path.startswith("/v1.0/users"):
            rows = [
                {"id": person_id(n), "userPrincipalName": upn(n).upper(), "mail": f"person{n}@adatum.com"}
                for n in range(1, self.people + 1 - self.short)
            ]
            return Answer(200, {}, {"@odata.count": self.people, "value": rows})
        if self.registered is None:
            return refused(403, "Authorization_RequestDenied")
        return Answer(200, {}, {"@odata.count": len(self.registered), "value": [*self.registered]})


def managed(number: int, owner: int = 1, **said: Any) -> dict[str, Any]:
    known = {"userId": person_id(owner) if owner else "", "azureADDeviceId": device_id(number)}
    known |= {"complianceState": "compliant", "operatingSystem": "iOS", "managementAgent": "mdm"}
    return {**known, "lastSyncDateTime": f"{LATELY}T08:00:00Z", "serialNumber": f"SERIAL{number}", **said}


def registered(number: int, owner: int = 1, **said: Any) -> dict[str, Any]:
    known = {"deviceId": device_id(number), "operatingSystem": "iOS", "isCompliant": True}
    owners = [{"id": person_id(owner)}] if owner else []
    return {**known, "registeredOwners": owners, "approximateLastSignInDateTime": f"{LATELY}T0", **said}


def row(
    serial: str, user: str = upn(1), platform: str = "iOS", *, seen: str = LATELY, entra: str = ""
) -> str:
    return f"{user},{platform},{seen},{serial},{entra}"


def inventory(path: Path, *rows: str, service: str = "Workspace ONE", titles: str = TITLES) -> Inventory:
    path.write_text("\n".join([titles, *rows]))
    return Inventory(str(path), service, digest_of(path))


async def read(tenant: Tenant, *inventories: Inventory) -> tuple[KnownDevices, list[Sent]]:
    carrier = FakeCarrier(tenant.respond)
    found = await read_devices(carrier.client(), DeviceEvidence(inventories=inventories))
    return found, carrier.sent


def counted(known: KnownDevices, people: int = 1, platforms: Sequence[str] = EVERYWHERE) -> Coverage:
    ids = [number_of(person_id(n)) for n in range(1, people + 1)]
    return coverage_of(PeopleList(ids, 0, people), known, platforms=platforms)


def with_laptop(people: int = 1, short: int = 0) -> Tenant:
    """A tenant in which person 1 has one device, which Intune and Entra ID know as compliant."""
    return Tenant(people, [managed(1)], [registered(1)], short)


async def test_a_campaign_without_inventories_asks_nothing_more() -> None:
    known, sent = await read(with_laptop())
    assert len(sent) == 5
    assert not any("users" in each.path or "serialNumber" in each.path for each in sent)
    assert (counted(known).covered, counted(known).alone) == (1, {})


async def test_an_inventory_costs_the_list_of_people_alone(tmp_path: Path) -> None:
    known, sent = await read(with_laptop(), inventory(tmp_path / "i.csv", row("OTHER1")))
    assert [each.path.partition("?")[0] for each in sent].count("/v1.0/users") == 1
    assert len(sent) == 6
    found = counted(known)
    assert (found.covered, found.losing, dict(found.lost)) == (0, (number_of(person_id(1)),), {"iOS": 1})
    assert found.alone == {"Workspace ONE's inventory": 1}


@pytest.mark.parametrize(
    ("line", "covered"),
    [
        (row("serial-1"), 1),
        (row("", entra=device_id(1)), 1),
        (row("OTHER1", entra=device_id(1)), 1),
        (row("SERIAL1", entra=device_id(9)), 1),
        (row("SERIAL1", platform="Android"), 0),
        (row("OTHER1"), 0),
        (row(""), 0),
        (row("OTHER1", platform="Linux"), 1),
        (row("OTHER1", seen=LONG_AGO) + "\n" + row("", platform="tvOS"), 1),
        (row("OTHER1", seen=""), 0),
        (row("OTHER1", user="person1@adatum.com"), 0),
        (row("OTHER1", user=""), 1),
        (row("OTHER1", user=upn(2)), 1),
    ],
    ids=[
        "the same serial number",
        "the same id",
        "the same id, another number",
        "the same number, another id",
        "the same number on another platform",
        "another number",
        "no number",
        "a platform that no wave names",
        "not seen lately",
        "nobody knows when",
        "by address",
        "shared",
        "somebody else's",
    ],
)
async def test_a_device_that_the_inventory_alone_knows_is_lost(
    tmp_path: Path, line: str, covered: int
) -> None:
    known, _ = await read(with_laptop(2), inventory(tmp_path / "i.csv", line))
    assert known.doubts == ()
    assert counted(known).covered == covered


@pytest.mark.parametrize("list_of_entra_id", [True, False])
async def test_two_sources_that_contradict_each_other_are_not_good(
    tmp_path: Path, list_of_entra_id: bool
) -> None:
    """Entra ID has the device compliant and Intune not: the inventory makes nothing good."""
    entra = [registered(1)] if list_of_entra_id else None
    tenant = Tenant(managed=[managed(1, complianceState="noncompliant")], registered=entra)
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", row("SERIAL1")))
    found = counted(known)
    assert found.missing[LossReason.NOT_COMPLIANT] == (number_of(person_id(1)),)
    assert found.alone == {"Workspace ONE's inventory": 0}
    assert known.unread == (() if list_of_entra_id else (UNREAD_REGISTERED,))


async def test_whose_a_device_is_intune_says(tmp_path: Path) -> None:
    """Person 2 has it by the inventory, person 1 by Intune; a shared one stays shared."""
    tenant = Tenant(2, [managed(1), managed(2, 0)], [registered(1), registered(2, 0)])
    rows = [row("SERIAL1", upn(2)), row("SERIAL2", upn(2))]
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", *rows))
    assert counted(known, 2).missing[LossReason.NEVER_ENROLLED] == (number_of(person_id(2)),)
    assert (counted(known, 2).covered, known.unowned) == (1, 1)


async def test_the_inventory_says_whose_a_device_is_that_entra_id_has_without_an_owner(
    tmp_path: Path,
) -> None:
    tenant = Tenant(registered=[registered(1, 0, isCompliant=None)])
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", row("SERIAL1", entra=device_id(1))))
    found = counted(known)
    assert found.missing[LossReason.OTHER_SERVICE] == (number_of(person_id(1)),)
    assert (found.blocked_devices, found.alone) == ({"iOS": 1}, {"Workspace ONE's inventory": 0})


async def test_a_device_is_in_use_while_its_service_hears_of_it(tmp_path: Path) -> None:
    """Intune and Entra ID have not seen it for long: without the inventory it would not be there."""
    old = f"{LONG_AGO}T08:00:00Z"
    stale = managed(2, complianceState="noncompliant", lastSyncDateTime=old)
    tenant = Tenant(1, [managed(1), stale], [registered(1), registered(2, approximateLastSignInDateTime=old)])
    assert counted((await read(tenant))[0]).covered == 1
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", row("SERIAL2")))
    assert counted(known).losing == (number_of(person_id(1)),)


async def test_a_device_of_two_inventories_is_one(tmp_path: Path) -> None:
    both = (
        inventory(tmp_path / "i.csv", row("PHONE1")),
        inventory(tmp_path / "j.csv", row("phone-1"), service="Jamf"),
    )
    known, _ = await read(with_laptop(), *both)
    found = counted(known)
    assert found.lost == {"iOS": 1}
    assert found.alone == {"Workspace ONE's inventory": 1, "Jamf's inventory": 0}
    assert known.elsewhere == 1


@pytest.mark.parametrize(("seen", "elsewhere"), [(LATELY, 1), (LONG_AGO, 0)])
async def test_the_previous_service_keeps_whose_device_it_has_heard_of_lately(
    tmp_path: Path, seen: str, elsewhere: int
) -> None:
    """By that the guard old-service-left judges; a phone in a drawer is in its list for years."""
    rows = [row("PHONE1", seen=seen), row("PHONE2", "", seen=LATELY)]
    known, _ = await read(Tenant(), inventory(tmp_path / "i.csv", *rows))
    assert (len(known.people_elsewhere()), known.elsewhere) == (elsewhere, elsewhere + 1)
    reason = LossReason.OTHER_SERVICE if elsewhere else LossReason.NEVER_ENROLLED
    assert counted(known).missing[reason] == (number_of(person_id(1)),)


async def test_a_person_may_have_forty_devices(tmp_path: Path) -> None:
    """Twenty in Intune, half of them in the inventory too, and twenty that it alone knows."""
    tenant = Tenant(1, [managed(n) for n in range(1, 21)], [registered(n) for n in range(1, 21)])
    rows = [row(f"SERIAL{n}") for n in range(11, 41)]
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", *rows))
    found = counted(known)
    assert len(known.of(number_of(person_id(1)))) == 40
    assert (found.losing, found.lost) == ((number_of(person_id(1)),), {"iOS": 20})
    assert found.alone == {"Workspace ONE's inventory": 20}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "could not be read: {file} [export-empty]; see ./migrate validate"),
        ([row("A", "adele vance")], "could not be read: {file}:2 [csv-value]; see ./migrate validate"),
        ([row("A", "x"), row("B", "y")], "could not be read: {file}:2 [csv-value], and 1 more; see"),
        ([row("SERIAL9", seen=LONG_AGO)], f"is out of date: it has heard of no device since {LONG_AGO}"),
        ([row("SERIAL9", "q@b.de"), row("SERIAL8", "r@b.de"), row("SERIAL7")], "2 of its 3 active devices"),
    ],
    ids=["empty", "no name", "no names", "out of date", "strangers"],
)
async def test_an_inventory_that_says_nothing_is_doubted_and_never_zero(
    tmp_path: Path, rows: list[str], says: str
) -> None:
    known, _ = await read(with_laptop(), inventory(tmp_path / "i.csv", *rows))
    [doubt] = counted(known).doubts
    assert doubt.startswith("Workspace ONE's inventory ")
    assert says.format(file=tmp_path / "i.csv") in doubt
    assert "adele" not in doubt
    assert not known.old_service_is_known


async def test_a_file_that_is_gone_or_others_than_the_plan_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    planned = inventory(path, row("SERIAL1"))
    path.write_text("\n".join([TITLES, row("SERIAL2")]))
    known, _ = await read(with_laptop(), planned)
    assert "was changed" in known.doubts[0]
    path.unlink()
    known, _ = await read(with_laptop(), planned, replace(planned, service="Jamf"))
    assert ["[file-missing]" in each for each in known.doubts] == [True, True]


async def test_a_column_that_lacks_is_doubted(tmp_path: Path) -> None:
    wrong = inventory(tmp_path / "i.csv", titles="UPN,Platform,Serial Number")
    known, _ = await read(with_laptop(), wrong)
    assert "[csv-column]" in known.doubts[0]


async def test_a_list_of_people_that_ends_early_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="lists 1 person and counts 2"):
        await read(with_laptop(2, short=1), inventory(tmp_path / "i.csv", row("SERIAL9")))


async def test_a_right_that_is_missing_for_one_source_leaves_the_other_known(tmp_path: Path) -> None:
    tenant = Tenant(managed=[managed(1)], registered=None)
    known, _ = await read(tenant, inventory(tmp_path / "i.csv", row("OTHER1")))
    found = counted(known)
    assert (known.unread, found.covered, found.reached) == ((UNREAD_REGISTERED,), None, 1)
    assert found.blocked_devices == {"iOS": 1}


# What follows counts a second time, from the truth that the lists were written from, by the rules as they are
# documented and by no code of the product.


@dataclass(frozen=True)
class Machine:
    number: int
    owner: int
    platform: str
    intune: str | None
    entra: bool | None
    in_inventory: bool
    by_id: bool
    seen: tuple[bool, bool, bool]
    """Whether Intune, Entra ID and the inventory have seen it lately."""

    @property
    def is_known(self) -> bool:
        return self.intune is not None or self.entra is not None or self.in_inventory

    @property
    def is_matched(self) -> bool:
        """Whether the inventory's row names one of the lists' devices: by its id, or by Intune's number."""
        return self.intune is not None or (self.entra is not None and self.by_id)


_WORDS = {"windows": "Windows", "macOS": "macOS", "iOS": "iOS", "android": "Android"}


def machines(chance: random.Random, people: int) -> Iterator[Machine]:
    for number in range(1, 3 * people):
        sources = (chance.random() < 0.6, chance.random() < 0.6, chance.random() < 0.5)
        seen = (chance.random() < 0.8, chance.random() < 0.8, chance.random() < 0.8)
        yield Machine(
            number,
            chance.randint(1, people),
            chance.choice([*_WORDS]),
            chance.choice(["compliant", "compliant", "noncompliant", "unknown"]) if sources[0] else None,
            chance.random() < 0.7 if sources[1] else None,
            sources[2],
            chance.random() < 0.5,
            seen,
        )


def outcome(held: Sequence[Machine], asked: frozenset[str]) -> tuple[str, Counter[str]]:
    """What somebody loses: nothing, a device or all access, and the platforms of what they lose."""
    lost, kept = Counter[str](), 0
    for each in held:
        records = []
        if each.intune is not None:
            records.append(each.seen[0])
        if each.entra is not None:
            records.append(each.seen[1])
        if each.in_inventory and (each.is_matched or each.entra is None):
            records.append(each.seen[2])
        if each.platform in asked and any(records):
            good = each.entra is True and each.intune != "noncompliant"
            kept += good
            lost[each.platform] += not good
        # Without an id or a number in both lists nobody knows that it is the same device.
        twice = each.in_inventory and not each.is_matched and each.entra is not None
        if twice and each.seen[2] and each.platform in asked:
            lost[each.platform] += 1
    if not kept:
        return "all access", lost
    return ("a device" if +lost else "nothing"), lost


@pytest.mark.parametrize("seed", range(300))
async def test_the_counts_are_those_of_the_truth(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    people = chance.randint(1, 12)
    truth = [each for each in machines(chance, people) if each.is_known]
    asked = frozenset(chance.sample(["windows", "mac", "ios", "androidForWork"], chance.randint(1, 4)))
    named = frozenset(
        {"mac": "macOS", "ios": "iOS", "androidForWork": "android"}.get(each, each) for each in asked
    )

    def day(lately: bool) -> str:
        return (
            TODAY - timedelta(days=chance.randint(0, 29) if lately else chance.randint(31, 300))
        ).isoformat()

    tenant = Tenant(
        people,
        [
            managed(
                each.number,
                each.owner,
                complianceState=each.intune,
                operatingSystem=_WORDS[each.platform],
                lastSyncDateTime=f"{day(each.seen[0])}T08:00:00Z",
            )
            for each in truth
            if each.intune is not None
        ],
        [
            registered(
                each.number,
                each.owner,
                isCompliant=each.entra,
                operatingSystem=_WORDS[each.platform],
                approximateLastSignInDateTime=f"{day(each.seen[1])}T08:00:00Z",
            )
            for each in truth
            if each.entra is not None
        ],
    )
    rows = [
        row(
            "" if each.by_id else f"SERIAL{each.number}",
            upn(each.owner),
            _WORDS[each.platform],
            seen=day(each.seen[2]),
            entra=device_id(each.number) if each.by_id else "",
        )
        for each in truth
        if each.in_inventory
    ]
    # A shared device that was seen today keeps the inventory from being out of date.
    known, _ = await read(
        tenant, inventory(tmp_path / "i.csv", *rows, row("SHARED", "", seen=TODAY.isoformat()))
    )
    assert known.doubts == ()
    found = counted(known, people, [*asked])
    outcomes = [
        outcome([each for each in truth if each.owner == person], named) for person in range(1, people + 1)
    ]
    tally = Counter(what for what, _ in outcomes)
    assert (found.covered, len(found.losing), found.blocked) == (
        tally["nothing"],
        tally["a device"],
        tally["all access"],
    )
    lost = Counter({_WORDS[name]: sum(devices[name] for _, devices in outcomes) for name in _WORDS})
    assert found.blocked_devices == +lost
    assert found.alone == {
        "Workspace ONE's inventory": sum(
            each.in_inventory and not each.is_matched and each.seen[2] and each.platform in named
            for each in truth
        )
    }
