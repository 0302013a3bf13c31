"""One person, read of a tenant: what their devices lose is what the wave's count says of them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph.client.object_id import number_of
from intune_waves.observing.devices import read_devices
from intune_waves.observing.person_reading import PersonRead, read_person
from intune_waves.step.loss import asked_platforms, loss_of
from intune_waves.step.story import winning
from tests.observing.test_what_the_tenant_blocks import EVERYWHERE, Draws
from tests.simulated_tenant.asgi_carrier import AsgiCarrier
from tests.simulated_tenant.simulated import POLICIES, Simulated

SEEDS = 25


@pytest.fixture(scope="module")
def adatum() -> Simulated:
    return Simulated(people=12)


def read(adatum: Simulated, name: str, *enforced: str) -> PersonRead | None:
    async def reading() -> PersonRead | None:
        async with AsgiCarrier(adatum).client() as client:
            return await read_person(client, name, active_days=30, enforced=enforced)

    return asyncio.run(reading())


def person(adatum: Simulated, name: str, *enforced: str) -> PersonRead:
    found = read(adatum, name, *enforced)
    assert found is not None
    return found


def test_each_person_s_devices_lose_what_the_wave_s_count_says(adatum: Simulated) -> None:
    async def known(people: list[str]) -> Mapping[str, Any]:
        async with AsgiCarrier(adatum).client() as client:
            devices = await read_devices(client, DeviceEvidence(30))
            return {each: devices.loss(number_of(each), asked) for each in people}

    asked = asked_platforms(EVERYWHERE)
    for seed in range(SEEDS):
        draws = Draws(adatum, seed)
        draws.devices()
        expected = asyncio.run(known(draws.people))
        for each in draws.people[:4]:
            found = person(adatum, each)
            assert found.unread == ()
            assert found.devices is not None
            assert loss_of(tuple(known.device for known in found.devices), asked) == expected[each], seed


def test_nobody_of_a_name_is_none(adatum: Simulated) -> None:
    assert read(adatum, "nobody@adatum.com") is None


def test_a_source_that_cannot_be_read_is_named_and_the_others_are_read(adatum: Simulated) -> None:
    one = adatum.user_ids(1)[0]
    rights = adatum.control("PUT", "application", {}).json()["rights"]
    fewer = [each for each in rights if each not in ("Device.Read.All", "Directory.Read.All")]
    adatum.control("PUT", "application", {"rights": fewer})
    try:
        adatum.token = adatum.sign_in().json()["access_token"]
        found = person(adatum, one)
    finally:
        adatum.control("PUT", "application", {"rights": rights})
        adatum.token = adatum.sign_in().json()["access_token"]
    assert [each for each in found.unread if "registered in Entra ID" in each]
    assert found.policies is not None
    assert found.restrictions is not None


def test_what_reaches_the_person_is_found(adatum: Simulated) -> None:
    one = adatum.user_ids(1)[0]
    group = adatum.new_group("Pilot")["id"]
    adatum.add_members(group, [one])
    wide = adatum.new_restriction("wide", platformBlocked=False)["id"]
    adatum.assign(wide, group)
    adatum.new_restriction("nobody's")
    body = adatum.policy(state="enabled")
    body["conditions"] |= {"users": {"includeGroups": [group], "excludeUsers": [one]}}
    adatum.ask("POST", POLICIES, body)
    found = person(adatum, one)
    assert found.person.groups[group] == "Pilot"
    assert found.restrictions
    assert [each.name for each in found.restrictions] == ["wide"]
    assert winning(found.restrictions, "windows").name == "wide"
    assert found.policies
    assert any(group in each.included and one in each.excluded for each in found.policies)


def test_whoever_waits_is_found_with_the_day(adatum: Simulated) -> None:
    one = adatum.user_ids(1)[0]
    waiting = adatum.new_group("Waits", mailNickname="intune-waves.pilot.waiting.2027-03-01")["id"]
    adatum.add_members(waiting, [one])
    kind, day = person(adatum, one, "pilot").waits["pilot"]
    assert (kind, str(day)) == ("waiting", "2027-03-01")
