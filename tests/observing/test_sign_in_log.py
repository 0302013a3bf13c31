"""The sign-in log beside the lists: devices that people use and that nobody has listed."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.sign_in import MOST_PAGES_OF_DEVICES
from intune_waves.observing.devices import KnownDevices, read_devices
from intune_waves.observing.sign_in_log import UNREAD_SIGN_INS
from intune_waves.step.loss import LossReason
from intune_waves.step.meaning import PeopleCount, losses
from tests.graph.fake_graph import URL, FakeCarrier, Sent, refused
from tests.observing.test_inventories import (
    EVERYWHERE,
    Tenant,
    counted,
    device_id,
    inventory,
    managed,
    person_id,
    registered,
    row,
)

ADELE = number_of(person_id(1))
LOG = "the sign-in log"


@dataclass
class Logged:
    """A tenant with a sign-in log of `pages` equal pages; None where it may not be read."""

    tenant: Tenant
    log: Sequence[dict[str, Any]] | None
    pages: int = 1
    read: int = field(default=0, init=False)
    asked: list[str] = field(default_factory=list, init=False)

    def respond(self, request: Sent) -> Answer:
        if "/auditLogs/signIns" not in request.path:
            return self.tenant.respond(request)
        self.asked.append(request.path)
        if self.log is None:
            return refused(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
        self.read += 1
        following = {"@odata.nextLink": f"{URL}/v1.0/auditLogs/signIns?$skiptoken={self.read}"}
        return Answer(200, {}, {"value": [*self.log], **(following if self.read < self.pages else {})})


def signed_in(
    who: int = 1, system: str = "Ios 18.2", *, device: int = 0, error: int = 0, at: str = "2027-01-05"
) -> dict[str, Any]:
    detail: dict[str, Any] = {"deviceId": device_id(device) if device else "", "operatingSystem": system}
    detail |= {"isManaged": False, "isCompliant": False}
    return {
        "userId": person_id(who),
        "createdDateTime": f"{at}T08:00:00Z",
        "deviceDetail": detail,
        "status": {"errorCode": error},
    }


async def read(logged: Logged, *inventories: Inventory, asked: bool = True) -> KnownDevices:
    turns: list[float] = []

    async def sleep(seconds: float) -> None:
        turns.append(seconds)

    evidence = DeviceEvidence(inventories=inventories, sign_in_log=asked)
    pace = Pace(5, 10, clock=lambda: sum(turns), sleep=sleep)
    return await read_devices(FakeCarrier(logged.respond).client(), evidence, pace=pace)


def laptop() -> Tenant:
    return Tenant(2, [managed(1, operatingSystem="Windows")], [registered(1, operatingSystem="Windows")])


async def test_nobody_reads_a_log_that_no_campaign_asks_for() -> None:
    logged = Logged(laptop(), [signed_in()])
    known = await read(logged, asked=False)
    assert (logged.asked, counted(known).covered, counted(known).alone) == ([], 1, {})


async def test_a_phone_that_nobody_has_registered_is_lost_and_the_log_is_named() -> None:
    logged = Logged(laptop(), [signed_in(), signed_in()])
    found = counted(await read(logged))
    assert (found.losing, found.lost, found.alone) == ((ADELE,), {"iOS": 1}, {LOG: 1})
    assert len(logged.asked) == 1
    assert "createdDateTime%20ge%202026-12-12T00:00:00Z" in logged.asked[0]


@pytest.mark.parametrize(
    ("sign_in", "lost"),
    [
        (signed_in(system="Windows 11"), 0),
        (signed_in(system="Windows 11", device=1), 0),
        (signed_in(system="Windows 11", device=9), 1),
        (signed_in(system="MacOs"), 1),
        (signed_in(system="Android 15"), 1),
        (signed_in(system="Linux"), 0),
        (signed_in(system=""), 0),
        (signed_in(error=50126), 0),
        (signed_in(error=53000), 0),
        (signed_in(who=2), 0),
    ],
    ids=[
        "a browser that names no device, on a platform of theirs",
        "the device that is listed",
        "a device that no list has",
        "a Mac",
        "an Android phone",
        "a platform that no wave names",
        "no platform",
        "a wrong password",
        "refused already",
        "somebody else's",
    ],
)
async def test_a_sign_in_tells_of_a_device(sign_in: dict[str, Any], lost: int) -> None:
    found = counted(await read(Logged(laptop(), [sign_in])))
    assert (sum(found.lost.values()), found.alone) == (lost, {LOG: lost})


async def test_a_device_is_in_use_from_which_somebody_signs_in() -> None:
    """No list has seen the phone for long, and it is not compliant."""
    old = "2026-11-02T08:00:00Z"
    tenant = laptop()
    tenant.registered = [
        *(tenant.registered or ()),
        registered(2, isCompliant=False, approximateLastSignInDateTime=old),
    ]
    assert counted(await read(Logged(tenant, []))).covered == 1
    found = counted(await read(Logged(tenant, [signed_in(device=2)])))
    assert (found.losing, found.alone) == ((ADELE,), {LOG: 0})


async def test_a_device_of_an_inventory_is_not_counted_again(tmp_path: Path) -> None:
    named = inventory(tmp_path / "i.csv", row("PHONE1", entra=device_id(9)))
    found = counted(await read(Logged(laptop(), [signed_in(device=9), signed_in()]), named))
    assert (found.lost, found.alone) == ({"iOS": 1}, {"Workspace ONE's inventory": 1, LOG: 0})


async def test_whoever_has_no_device_but_one_of_the_log_has_never_enrolled() -> None:
    known = await read(Logged(laptop(), [signed_in(who=2)]))
    assert counted(known, 2).missing[LossReason.NEVER_ENROLLED] == (number_of(person_id(2)),)
    assert known.elsewhere == 0


async def test_everybody_who_signs_in_from_a_device_without_an_owner_loses_it() -> None:
    tenant = Tenant(2, [], [registered(1, 0, isCompliant=False)])
    found = counted(await read(Logged(tenant, [signed_in(1, device=1), signed_in(2, device=1)])), 2)
    assert found.blocked_devices == {"iOS": 2}


async def test_a_right_that_is_missing_is_named_and_never_zero() -> None:
    known = await read(Logged(laptop(), None))
    found = counted(known)
    assert (found.covered, found.reached, found.unread) == (None, 1, (UNREAD_SIGN_INS,))
    assert found.alone == {}


async def test_the_reading_is_bounded_and_says_how_far_it_went() -> None:
    logged = Logged(laptop(), [signed_in(at="2027-01-06")], pages=1000)
    found = counted(await read(logged))
    assert logged.read == MOST_PAGES_OF_DEVICES
    assert found.alone == {f"{LOG} since 2027-01-06": 1}
    assert found.covered == 0


async def test_a_log_of_as_many_pages_as_are_read_is_whole() -> None:
    found = counted(await read(Logged(laptop(), [signed_in()], pages=MOST_PAGES_OF_DEVICES)))
    assert found.alone == {LOG: 1}


@pytest.mark.parametrize("seed", range(100))
async def test_the_counts_are_those_of_the_truth(seed: int) -> None:
    """Counted a second time, by the rules as they are documented and by no code of the product."""
    chance, people = random.Random(seed), 8
    names = {"windows": "Windows", "macOS": "macOS", "iOS": "iOS", "android": "Android"}
    truth = [
        (
            number,
            chance.randint(1, people),
            chance.choice([*names]),
            chance.random() < 0.7,
            chance.random() < 0.7,
        )
        for number in range(1, 13)
    ]
    listed = [
        registered(n, who, operatingSystem=names[on], isCompliant=good)
        for n, who, on, good, known in truth
        if known
    ]
    log, expected = [], Counter[str]()
    signs: dict[int, list[tuple[int, str]]] = {}
    for number, who, on, _, known in truth:
        if chance.random() < 0.6:
            named = chance.random() < 0.5
            log.append(signed_in(who, names[on], device=number if named else 0))
            signs.setdefault(who, []).append((number if named and not known else 0 if not named else -1, on))
    tally = Counter[str]()
    for person in range(1, people + 1):
        own = [each for each in truth if each[1] == person and each[4]]
        kept = sum(each[3] for each in own)
        lost = Counter(each[2] for each in own if not each[3])
        there = {each[2] for each in own}
        for number, on in {*signs.get(person, [])}:
            if number > 0:
                lost[on] += 1
                there.add(on)
        for number, on in {*signs.get(person, [])}:
            if number == 0 and on not in there:
                lost[on] += 1
        expected += lost
        tally["nothing" if kept and not +lost else "a device" if kept else "all access"] += 1
    known_devices = await read(Logged(Tenant(people, [], listed), log))
    found = counted(known_devices, people, EVERYWHERE)
    assert (found.covered, len(found.losing), found.blocked) == (
        tally["nothing"],
        tally["a device"],
        tally["all access"],
    )
    assert found.blocked_devices == {names[on]: count for on, count in expected.items()}


def test_the_sentence_names_a_log_that_could_not_be_read() -> None:
    said = losses(PeopleCount(2, None, losing_a_device=None, unread=(UNREAD_SIGN_INS,)))
    assert said.endswith(f"is not known without {UNREAD_SIGN_INS}")
