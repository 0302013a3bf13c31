"""What several inventories name is one device, and a device of another list is known again."""

from itertools import permutations

import pytest

from intune_waves.people.inventory import InventoryDevice, Listed, SerialNumbers, united
from intune_waves.people.inventory_export import InventoriedDevice

PHONE = InventoriedDevice("adele@adatum.com", "iOS", "serial1", "", "2027-01-08")


@pytest.mark.parametrize(
    ("others", "devices"),
    [
        ([PHONE], 1),
        ([PHONE._replace(device_id="id")], 1),
        ([PHONE._replace(device_id="id"), PHONE._replace(device_id="id", serial="")], 1),
        ([PHONE._replace(platform="android")], 2),
        ([PHONE._replace(serial="serial2")], 2),
        ([PHONE._replace(serial="")], 2),
    ],
    ids=["the same", "an id too", "an id alone", "another platform", "another number", "no number"],
)
def test_rows_are_one_device_by_id_or_serial_number(others: list[InventoriedDevice], devices: int) -> None:
    rows = [PHONE, *others]
    for order in permutations(rows):
        assert len(united({1: order})) == devices
        assert len(united({n: [each] for n, each in enumerate(order, 1)})) == devices


@pytest.mark.parametrize(("day", "user"), [("2027-01-09", "alex"), ("2027-01-07", "adele"), ("", "alex")])
def test_the_latest_row_says_whose_a_device_is(day: str, user: str) -> None:
    other = PHONE._replace(user="alex@adatum.com", last_seen=day)
    for order in permutations([PHONE, other]):
        [device] = united({1: [order[0]], 2: [order[1]]})
        assert device.said.user == f"{user}@adatum.com"
        assert device.number == 1


def test_a_row_that_names_nobody_leaves_a_device_whose_it_was() -> None:
    assert united({1: [PHONE, PHONE._replace(user="", last_seen="2027-01-09")]}) == [
        InventoryDevice(1, PHONE._replace(last_seen="2027-01-09"))
    ]


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        ([], None),
        ([Listed(7, "iOS", True)], 7),
        ([Listed(7, "iOS", False)], 7),
        ([Listed(7, "other", True)], 7),
        ([Listed(7, "windows", True)], None),
        ([Listed(7, "iOS", True), Listed(7, "iOS", False)], 7),
        ([Listed(7, "iOS", True), Listed(8, "iOS", False)], 7),
        ([Listed(7, "iOS", True), Listed(8, "iOS", True)], None),
        ([Listed(7, "iOS", False), Listed(8, "iOS", False)], None),
    ],
)
def test_a_serial_number_that_is_one_devices_names_it(listed: list[Listed[int]], key: int | None) -> None:
    serials: SerialNumbers[int] = SerialNumbers()
    for each in listed:
        serials.add("SERIAL-1", each)
    assert serials.same_as(PHONE) == key
    assert serials.same_as(PHONE._replace(serial="")) is None


def test_what_is_no_serial_number_names_nothing() -> None:
    serials: SerialNumbers[int] = SerialNumbers()
    serials.add("Unknown", Listed(7, "iOS", True))
    assert serials.same_as(PHONE._replace(serial="")) is None
