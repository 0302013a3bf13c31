"""What a person loses is decided device by device, as conditional access decides it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.step.loss import (
    Device,
    Loss,
    LossReason,
    Managed,
    Management,
    Registered,
    asked_platforms,
    device_of,
    loss_of,
)

ALL = frozenset({"windows", "macOS", "iOS", "android"})
WINDOWS = frozenset({"windows"})
LAPTOP = Device("windows", True, True, Management.INTUNE)
PHONE = Device("iOS", False, True)

PLATFORMS = st.sampled_from(["windows", "macOS", "iOS", "android", "other"])
DEVICES = st.builds(Device, PLATFORMS, st.booleans(), st.booleans(), st.sampled_from(Management))
HELD = st.lists(DEVICES, max_size=40).map(tuple)


@pytest.mark.parametrize(
    ("devices", "loss"),
    [
        ((), Loss((), LossReason.NEVER_ENROLLED)),
        ((LAPTOP,), Loss()),
        ((LAPTOP, PHONE), Loss(("iOS",))),
        ((LAPTOP, PHONE, PHONE._replace(platform="android")), Loss(("android", "iOS"))),
        ((PHONE,), Loss(("iOS",), LossReason.NEVER_ENROLLED)),
        ((LAPTOP._replace(let_in=False), PHONE), Loss(("iOS", "windows"), LossReason.NOT_COMPLIANT)),
        ((LAPTOP._replace(active=False),), Loss((), LossReason.NOT_SEEN)),
        ((LAPTOP, PHONE._replace(active=False)), Loss()),
        ((LAPTOP._replace(platform="other"), PHONE), Loss(("iOS",), LossReason.NEVER_ENROLLED)),
        ((LAPTOP, PHONE._replace(platform="other")), Loss()),
        ((Device("iOS", False, True, Management.ELSEWHERE),), Loss(("iOS",), LossReason.OTHER_SERVICE)),
        (
            (LAPTOP._replace(active=False), Device("iOS", False, True, Management.ELSEWHERE)),
            Loss(("iOS",), LossReason.OTHER_SERVICE),
        ),
    ],
)
def test_a_person_loses_nothing_devices_or_all_access(devices: tuple[Device, ...], loss: Loss) -> None:
    assert loss_of(devices, ALL) == loss
    assert loss.nothing is (loss == Loss())


def test_a_phone_does_not_cover_a_wave_that_asks_on_windows() -> None:
    phone = Device("iOS", True, True, Management.INTUNE)
    assert loss_of((phone,), WINDOWS) == Loss((), LossReason.NEVER_ENROLLED)
    assert loss_of((LAPTOP, PHONE), WINDOWS) == Loss()


@given(HELD, st.frozensets(PLATFORMS.filter(lambda name: name != "other")))
def test_every_person_is_in_one_of_the_three_and_only_active_devices_are_lost(
    devices: tuple[Device, ...], asked: frozenset[str]
) -> None:
    loss = loss_of(devices, asked)
    active = [each for each in devices if each.active and each.platform in asked]
    assert [loss.nothing, loss.reached and bool(loss.devices), not loss.reached].count(True) == 1
    assert sorted(loss.devices) == sorted(each.platform for each in active if not each.let_in)
    assert loss.reached is any(each.let_in for each in active)


@given(HELD, DEVICES)
def test_a_device_more_never_makes_a_loss_look_smaller_unless_it_is_let_in(
    devices: tuple[Device, ...], more: Device
) -> None:
    before, after = loss_of(devices, ALL), loss_of((*devices, more), ALL)
    assert set(before.devices) <= set(after.devices)
    if not more.let_in:
        assert not (after.nothing and not before.nothing)


@given(HELD)
def test_the_order_of_devices_says_nothing(devices: tuple[Device, ...]) -> None:
    assert loss_of(devices, ALL) == loss_of(devices[::-1], ALL)


GOOD = Registered("windows", True, True, True)


@pytest.mark.parametrize(
    ("state", "marked", "let_in"),
    [
        ("compliant", True, True),
        ("compliant", False, False),
        ("configManager", True, True),
        ("configManager", False, False),
        ("unknown", True, True),
        ("unknown", False, False),
        ("", True, True),
        ("inGracePeriod", True, False),
        ("noncompliant", True, False),
        ("error", True, False),
        ("conflict", True, False),
    ],
)
def test_what_entra_has_marked_decides_and_intune_may_only_refuse(
    state: str, marked: bool, let_in: bool
) -> None:
    managed = Managed("windows", Management.INTUNE, state, True)
    assert device_of(managed, GOOD._replace(compliant=marked)).let_in is let_in


@pytest.mark.parametrize("management", Management)
def test_whoever_manages_a_device_what_is_marked_compliant_is_let_in(management: Management) -> None:
    found = device_of(Managed("macOS", management, "unknown", True), GOOD._replace(platform="macOS"))
    assert found == Device("macOS", True, True, management)


def test_a_device_that_entra_does_not_know_is_not_let_in() -> None:
    managed = Managed("windows", Management.INTUNE, "compliant", True)
    assert not device_of(managed, None).let_in


@pytest.mark.parametrize(
    ("management", "state", "let_in"),
    [
        (Management.INTUNE, "compliant", True),
        (Management.INTUNE, "unknown", False),
        (Management.INTUNE, "configManager", False),
        (Management.ELSEWHERE, "compliant", False),
    ],
)
def test_where_entra_was_not_read_only_intunes_own_compliant_counts(
    management: Management, state: str, let_in: bool
) -> None:
    found = device_of(Managed("windows", management, state, True), None, registered_is_known=False)
    assert found.let_in is let_in


@pytest.mark.parametrize(("managed", "registered"), list(product([True, False], repeat=2)))
def test_a_device_is_active_while_one_source_has_seen_it(managed: bool, registered: bool) -> None:
    intune = Managed("windows", Management.INTUNE, "compliant", managed)
    assert device_of(intune, GOOD._replace(active=registered)).active is (managed or registered)


def test_a_disabled_device_is_neither_lost_nor_kept() -> None:
    disabled = device_of(
        Managed("windows", Management.INTUNE, "compliant", True), GOOD._replace(enabled=False)
    )
    assert (disabled.active, disabled.let_in) == (False, False)
    assert loss_of((disabled, LAPTOP), ALL).nothing
    assert not loss_of((disabled,), ALL).reached


def test_platforms_that_intune_does_not_name_are_those_that_entra_names() -> None:
    managed = Managed("other", Management.INTUNE, "compliant", True)
    assert device_of(managed, GOOD).platform == "windows"
    assert device_of(managed, None).platform == "other"
    assert device_of(None, GOOD).management is Management.NOBODY


def test_one_android_stands_for_both() -> None:
    assert asked_platforms(["android", "androidForWork", "mac", "ios", "windows"]) == {
        "android",
        "macOS",
        "iOS",
        "windows",
    }
