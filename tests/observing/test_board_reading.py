"""A wave's board, read of a tenant: everybody once, and compliant who the wave's count says is covered."""

import asyncio

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.observing.board_reading import Board, BoardWave, read_board
from intune_waves.step.board import funnel
from tests.observing.test_what_the_tenant_blocks import EVERYWHERE, Draws, counted
from tests.simulated_tenant.asgi_carrier import AsgiCarrier
from tests.simulated_tenant.simulated import Simulated


@pytest.fixture(scope="module")
def adatum() -> Simulated:
    return Simulated(people=12)


def board(
    adatum: Simulated, group: str, enforced: str | None = None, *, excluded: tuple[str, ...] = ()
) -> Board:
    async def reading() -> Board:
        async with AsgiCarrier(adatum).client() as client:
            return await read_board(
                client,
                BoardWave("pilot", group, tuple(EVERYWHERE), enforced),
                evidence=DeviceEvidence(30),
                excluded=excluded,
            )

    return asyncio.run(reading())


def test_as_many_are_compliant_as_the_wave_s_count_says(adatum: Simulated) -> None:
    group = adatum.new_group()["id"]
    adatum.add_members(group, adatum.user_ids(12))
    for seed in range(20):
        Draws(adatum, seed).devices()
        found, coverage = board(adatum, group), counted(adatum, group, EVERYWHERE)
        assert found.doubts == ()
        assert len(found.rows) == coverage.people
        assert funnel(row for _, row in found.rows.values()).compliant == coverage.covered, seed


def test_standing_is_read_of_the_groups(adatum: Simulated) -> None:
    one, two, three, four, five = adatum.user_ids(5)
    group, enforced = adatum.new_group()["id"], adatum.new_group("Enforced")["id"]
    waiting = adatum.new_group("Waits", mailNickname="intune-waves.pilot.waiting.2027-03-01")["id"]
    taken = adatum.new_group("Out", mailNickname="intune-waves.pilot.taken-out.2027-03-02")["id"]
    adatum.add_members(group, [one, two, three, four, five])
    for each, members in ((enforced, [one, five]), (waiting, [two]), (taken, [three])):
        adatum.add_members(each, members)
    name = adatum.get(f"/v1.0/users/{five}").json()["userPrincipalName"]
    found = board(adatum, group, enforced, excluded=(name,))
    assert {person: row.standing for person, (_, row) in found.rows.items()} == {
        one: "admitted",
        two: "waits until 2027-03-01",
        three: "taken out until 2027-03-02",
        four: "not admitted",
        five: "excluded",
    }
    assert found.rows[five][0] == name.lower()
    assert funnel(row for _, row in found.rows.values()).excluded == 1
