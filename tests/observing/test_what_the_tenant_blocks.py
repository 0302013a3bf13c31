"""What a preview counts is what the tenant then blocks: over random campaigns, person by person.

The judge is the tenant's own look at each device of each person, which shares no code with ours.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.campaign.platform import Platform
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import text_of
from intune_waves.graph.group_membership import list_group
from intune_waves.observing.coverage import Coverage, coverage_of
from intune_waves.observing.devices import read_devices
from intune_waves.observing.standing import read_standing
from intune_waves.observing.tenant_reading import TenantReading
from intune_waves.people.inventory_export import digest_of
from intune_waves.step.loss import shown_platform
from tests.simulated_tenant.asgi_carrier import AsgiCarrier
from tests.simulated_tenant.simulated import POLICIES, Simulated

CAMPAIGNS = 1_000
NOBODY = ""
STATES = ("compliant", "compliant", "noncompliant", "inGracePeriod", "unknown", "configManager", "error")
EVERYWHERE = ["windows", "mac", "ios", "androidForWork"]
PLATFORMS = ("windows", "mac", "ios", "androidForWork")
NAMES = {
    "windows": "windows",
    "mac": "macOS",
    "ios": "iOS",
    "android": "android",
    "androidForWork": "android",
}
DEVICE = (
    "INSERT INTO owned_device (id, person_id, platform, personal, maker, model, os_version, enrolled, kind) "
    "VALUES (?, ?, ?, 0, 'Maker', 'Model', '1', ?, ?)"
)
MANAGED = (
    "INSERT INTO managed_device (id, person_id, device_name, platform, operating_system, os_version, "
    "owner_type, compliance_state, enrolled, last_sync, maker, model, serial_number, user_principal_name, "
    "user_display_name) "
    "VALUES (?, ?, 'D', ?, ?, '1', 'company', ?, '2026-01-01T00:00:00Z', ?, 'M', 'M', 'S', 'u', 'U')"
)
SYSTEMS = {"windows": "Windows", "mac": "macOS", "ios": "iOS", "androidForWork": "Android"}
NOW, LONG_AGO = "2026-01-05T08:00:00Z", "2025-09-01T08:00:00Z"


@pytest.fixture(scope="module")
def adatum() -> Simulated:
    return Simulated(people=12)


@pytest.fixture(scope="module")
def group(adatum: Simulated) -> str:
    made: str = adatum.new_group()["id"]
    assert adatum.add_members(made, adatum.user_ids(12)).status_code == 204
    return made


class Draws:
    """Random devices of every kind there is, written where the tenant keeps them."""

    def __init__(self, adatum: Simulated, seed: int) -> None:
        self.db, self.draw, self.number = adatum.tenant.db, random.Random(seed), 0
        self.people = [row[0] for row in self.db.execute("SELECT id FROM person WHERE account_enabled")]
        for table in ("owned_device", "managed_device", "device_owner", "device_mark"):
            self.db.execute(f"DELETE FROM {table}")

    def devices(self) -> None:
        for person in self.people:
            for _ in range(self.draw.choice((0, 1, 1, 2, 2, 3, 4))):
                self.device(person)

    def device(self, person: str) -> None:
        draw = self.draw
        self.number += 1
        device_id = f"{self.number:08x}-0000-4000-8000-000000000000"
        platform, managed = draw.choice(PLATFORMS), draw.random() < 0.7
        kind = draw.choices(("used", "idle", "disabled", "shared"), (80, 8, 6, 6))[0]
        registered = draw.random() < 0.95
        if registered:
            self.db.execute(DEVICE, (device_id, person, platform, int(managed), kind))
        if managed:
            state = draw.choice(STATES)
            seen = LONG_AGO if kind == "idle" and draw.random() < 0.8 else NOW
            user = NOBODY if kind == "shared" else draw.choice((person, person, draw.choice(self.people)))
            self.db.execute(MANAGED, (device_id, user, platform, SYSTEMS[platform], state, seen))
            if state in ("unknown", "configManager"):
                self.mark(device_id, draw.choice((1, 0, None)))
            elif state == "compliant" and draw.random() < 0.1:
                self.mark(device_id, 0)
        elif draw.random() < 0.2:
            self.mark(device_id, 1)
        if draw.random() < 0.1:
            self.db.execute(
                "INSERT OR IGNORE INTO device_owner VALUES (?, ?)", (device_id, draw.choice(self.people))
            )

    def mark(self, device_id: str, compliant: int | None) -> None:
        self.db.execute("INSERT INTO device_mark VALUES (?, ?)", (device_id, compliant))

    def platforms(self) -> list[str]:
        names = [platform.value for platform in Platform]
        return self.draw.sample(names, self.draw.randint(1, len(names)))


def blocked(adatum: Simulated, group: str, platforms: list[str]) -> Any:
    """What the tenant does to each device once the wave's policy is enabled."""
    body = adatum.policy(state="enabled")
    body["conditions"] |= {
        "users": {"includeGroups": [group]},
        "platforms": {"includePlatforms": sorted({NAMES.get(each, each) for each in platforms})},
    }
    policy = adatum.ask("POST", POLICIES, body).json()["id"]
    found = adatum.control("GET", "enforcement/devices?grace=ended&people=true").json()
    assert adatum.ask("DELETE", f"{POLICIES}/{policy}").status_code == 204
    return found


def counted(
    adatum: Simulated, group: str, platforms: list[str], evidence: DeviceEvidence | None = None
) -> Coverage:
    async def count() -> Coverage:
        client = AsgiCarrier(adatum).client()
        async with client:
            return coverage_of(
                *await asyncio.gather(
                    list_group(client, group), read_devices(client, evidence or DeviceEvidence())
                ),
                platforms=platforms,
            )

    return asyncio.run(count())


def told(coverage: Coverage) -> Iterator[tuple[str, str]]:
    yield from ((text_of(person), "lockedOut") for ids in coverage.missing.values() for person in ids)
    yield from ((text_of(person), "losingADevice") for person in coverage.losing)


def outcome(devices: Any) -> str:
    if not devices["letIn"]:
        return "lockedOut"
    return "losingADevice" if devices["blocked"] else "nothing"


def test_over_a_thousand_campaigns_the_preview_counts_what_the_tenant_blocks(
    adatum: Simulated, group: str
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(CAMPAIGNS):
        draws = Draws(adatum, seed)
        draws.devices()
        platforms = draws.platforms()
        found, then = counted(adatum, group, platforms), blocked(adatum, group, platforms)
        assert found.doubts == found.unread == ()
        real = {person: outcome(each) for person, each in then["outcomes"].items()}
        assert dict(told(found)) == {person: kind for person, kind in real.items() if kind != "nothing"}, seed
        assert found.covered == then["people"]["nothing"], seed
        devices = {shown_platform(name): number for name, number in then["devices"].items()}
        assert found.blocked_devices == devices, seed
        seen.update(real.values())
    assert min(seen.values()) > CAMPAIGNS / 2, seen
    assert set(seen) == {"nothing", "losingADevice", "lockedOut"}


def test_ten_people_with_a_compliant_laptop_and_an_unmanaged_phone_are_shown_as_losing_a_device() -> None:
    adatum = Simulated(people=60)
    group = adatum.new_group()["id"]
    draws = Draws(adatum, 1)
    fifty = draws.people[:50]
    for start in range(0, 50, 20):
        assert adatum.add_members(group, fifty[start : start + 20]).status_code == 204
    for number, person in enumerate(fifty):
        laptop, phone = (f"{number:08x}-000{n}-4000-8000-000000000000" for n in (1, 2))
        draws.db.execute(DEVICE, (laptop, person, "windows", 1, "used"))
        draws.db.execute(MANAGED, (laptop, person, "windows", "Windows", "compliant", NOW))
        if number < 10:
            draws.db.execute(DEVICE, (phone, person, "ios", 0, "used"))
    found, then = counted(adatum, group, EVERYWHERE), blocked(adatum, group, EVERYWHERE)
    assert {text_of(person) for person in found.losing} == set(fifty[:10])
    assert (found.people, found.covered, found.reached, found.blocked) == (50, 40, 50, 0)
    assert found.lost == then["devices"] == {"iOS": 10}
    assert then["people"] == {"nothing": 40, "losingADevice": 10, "lockedOut": 0}


def test_an_inventory_is_matched_with_what_the_tenant_lists(tmp_path: Path) -> None:
    """Of two phones of a person the tenant has one by its serial number; the other one is lost."""
    adatum = Simulated(people=12)
    group = adatum.new_group()["id"]
    draws = Draws(adatum, 1)
    adele, *_ = draws.people
    assert adatum.add_members(group, [adele]).status_code == 204
    draws.db.execute(DEVICE, ("00000001-0000-4000-8000-000000000000", adele, "ios", 0, "used"))
    draws.db.execute(MANAGED, ("00000001-0000-4000-8000-000000000000", adele, "ios", "iOS", "compliant", NOW))
    draws.db.execute("UPDATE managed_device SET serial_number = 'F2LADATUM1'")
    [[upn]] = draws.db.execute("SELECT user_principal_name FROM person WHERE id = ?", (adele,))
    path = tmp_path / "inventory.csv"

    def found(*serials: str) -> Coverage:
        rows = [f"{upn},iPhone,2026-01-04,{each}" for each in serials]
        path.write_text("\n".join(["UPN,Platform,Last Seen,Serial Number", *rows]))
        named = Inventory(str(path), "Workspace ONE", digest_of(path))
        return counted(adatum, group, EVERYWHERE, DeviceEvidence(inventories=(named,)))

    same, other = found("f2l-adatum1"), found("F2LADATUM1", "F2LADATUM2")
    assert same.doubts == other.doubts == ()
    assert (same.covered, same.alone) == (1, {"Workspace ONE's inventory": 0})
    assert (other.covered, other.lost, other.alone) == (0, {"iOS": 1}, {"Workspace ONE's inventory": 1})


def test_a_phone_that_the_tenant_has_seen_signing_in_and_nobody_has_registered_is_lost() -> None:
    adatum = Simulated(people=12)
    group = adatum.new_group()["id"]
    draws = Draws(adatum, 1)
    adele, *_ = draws.people
    assert adatum.add_members(group, [adele]).status_code == 204
    laptop = "00000001-0000-4000-8000-000000000000"
    draws.db.execute(DEVICE, (laptop, adele, "windows", 0, "used"))
    draws.db.execute(MANAGED, (laptop, adele, "windows", "Windows", "compliant", NOW))
    draws.db.execute("DELETE FROM sign_in")
    draws.db.execute("INSERT INTO sign_in_outcome (id, results) VALUES (99, '[]')")
    for platform in ("windows", "ios"):
        draws.db.execute(
            "INSERT INTO sign_in (at, person_id, platform, managed, compliant, access, outcome_id) "
            "VALUES ('2026-01-04T08:00:00Z', ?, ?, 0, 0, 'success', 99)",
            (adele, platform),
        )
    evidence = DeviceEvidence(sign_in_log=True)
    found = counted(adatum, group, EVERYWHERE, evidence)
    assert (found.lost, found.alone, found.unread) == ({"iOS": 1}, {"the sign-in log": 1}, ())


def test_admission_takes_for_losing_whoever_the_tenant_would_block_on_a_device(
    adatum: Simulated, group: str
) -> None:
    """A newcomer with a compliant laptop and an unmanaged phone waits."""

    class Opened:
        reading: TenantReading | None = None
        device_evidence: DeviceEvidence | None = DeviceEvidence()

        def __init__(self, client: GraphClient) -> None:
            self._client = client

        async def client(self) -> GraphClient:
            return self._client

    async def standing(enforced: str) -> frozenset[int]:
        async with AsgiCarrier(adatum).client() as client:
            found = await read_standing(
                client,
                TenantReading(Opened(client)),
                wave="pilot",
                group_id=group,
                enforced_id=enforced,
                platforms=EVERYWHERE,
                excluded=(),
                max_age_hours=24,
            )
            assert found.doubts == ()
            return found.standing.losing

    enforced = adatum.new_group("Enforced")["id"]
    for seed in range(10):
        Draws(adatum, seed).devices()
        then = blocked(adatum, group, EVERYWHERE)["outcomes"]
        losing = {person for person, devices in then.items() if outcome(devices) != "nothing"}
        assert {text_of(person) for person in asyncio.run(standing(enforced))} == losing
