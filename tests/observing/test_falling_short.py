"""Who falls short of what is newly asked, by what Intune tells of each device."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.graph.device_health import DeviceHealth
from intune_waves.graph.managed_device import enrolled_on
from intune_waves.observing.devices import KnownDevices, known_devices
from intune_waves.observing.falling_short import (
    AccessAsked,
    ComplianceAsked,
    access_below,
    compliance_below,
    raised,
)
from intune_waves.step.loss import Device, Management

ASKED = AccessAsked(frozenset({"windows"}), frozenset({"intune", "enrollment"}))


def device(person: int, platform: str = "windows", state: str = "compliant", **more: Any) -> DeviceHealth:
    known = {"version": "10.0.19045.4046", "encrypted": True, "jailbroken": None, **more}
    return DeviceHealth(person, enrolled_on([platform]), state, **known)


def access(after: AccessAsked, known: KnownDevices, enforced: tuple[int, ...] = (1, 2, 3)) -> list[str]:
    return [str(each) for each in access_below(ASKED, after, enforced=enforced, known=known)]


def owned(platform: str, let_in: bool = False, active: bool = True) -> Device:
    return Device(platform, let_in, active, Management.INTUNE)


def compliance(before: dict[str, Any], after: dict[str, Any], *devices: DeviceHealth) -> list[str]:
    asked = [ComplianceAsked("windows", settings, 24) for settings in (before, after)]
    return [str(each) for each in compliance_below(*asked, enforced=(1, 2, 3), devices=devices)]


def test_a_further_platform_hits_whoever_has_a_device_there_that_is_not_let_in() -> None:
    after = AccessAsked(frozenset({"windows", "iOS"}), ASKED.left_out)
    people = {
        1: [owned("iOS"), owned("iOS"), owned("windows", True)],
        2: [owned("iOS", True)],
        3: [owned("windows"), owned("iOS", active=False)],
        4: [owned("iOS")],
    }
    assert access(after, known_devices(people)) == [
        "a sign-in on iOS asks for a compliant device: 1 person falls short, with 2 devices; "
        "who signs in there by a device that no source knows is not told"
    ]


def test_without_a_source_nobody_knows_who_loses_a_device() -> None:
    after = AccessAsked(frozenset({"windows", "iOS"}), ASKED.left_out)
    (below,) = access_below(
        ASKED,
        after,
        enforced=(1,),
        known=known_devices({1: [owned("iOS", True)]}, unread=["Entra ID's list"]),
    )
    assert below.guessed
    assert str(below).endswith("who loses a device is not known without Entra ID's list")


def test_a_platform_that_goes_and_an_application_that_is_newly_left_out_hit_nobody() -> None:
    after = AccessAsked(frozenset(), ASKED.left_out | {"mail"})
    assert access(after, known_devices({1: [owned("windows")]})) == []


def test_an_application_that_is_left_out_no_more_hits_whoever_has_no_device_that_is_let_in() -> None:
    after = AccessAsked(ASKED.platforms, frozenset({"intune"}))
    people = {1: [owned("windows", True), owned("windows")], 2: [owned("windows"), owned("iOS", True)]}
    assert access(after, known_devices(people)) == [
        "1 application that the policy left out asks for a compliant device too: 2 people fall short, "
        "with 1 device"
    ]


def test_a_newer_version_hits_devices_that_are_older_and_those_of_which_nobody_knows() -> None:
    before, after = {"osMinimumVersion": "10.0.19045"}, {"osMinimumVersion": "10.0.22631"}
    devices = [device(1), device(2, version="10.0.22631.1"), device(3, version=""), device(4)]
    assert compliance(before, after, *devices) == [
        "osMinimumVersion 10.0.22631 on windows (was 10.0.19045): 2 people fall short, with 2 devices"
    ]


def test_who_is_locked_out_already_is_not_newly_locked_out() -> None:
    assert compliance({}, {"osMinimumVersion": "99"}, device(1, state="noncompliant")) == [
        "osMinimumVersion 99 on windows: nobody falls short"
    ]


def test_encryption_is_told_and_a_firewall_is_not() -> None:
    asked = {"storageRequireEncryption": True, "activeFirewallRequired": True}
    devices = [device(1, encrypted=False), device(2, encrypted=None), device(3)]
    assert compliance({}, asked, *devices) == [
        "activeFirewallRequired true on windows: the tenant does not tell which devices have it",
        "storageRequireEncryption true on windows: 2 people fall short, with 2 devices",
    ]
    assert compliance({}, {"activeFirewallRequired": True}, device(1, "ios")) == [], "nobody is on it"


def test_a_shorter_grace_hits_who_is_in_it() -> None:
    before, after = ComplianceAsked("windows", {}, 72), ComplianceAsked("windows", {}, 24)
    devices = [device(1, state="inGracePeriod"), device(2)]
    assert [str(each) for each in compliance_below(before, after, enforced=(1, 2), devices=devices)] == [
        "the grace on windows is 24 hours (was 72): 1 person falls short, with 1 device"
    ]
    assert [*compliance_below(after, before, enforced=(1, 2), devices=devices)] == [], "a longer one is free"


@pytest.mark.parametrize(
    ("name", "before", "after", "stricter"),
    [
        ("osMinimumVersion", "10.0.19045", "10.0.19044", False),
        ("osMinimumVersion", "9.0", "10.0", True),
        ("osMaximumVersion", "11", "10", True),
        ("osMaximumVersion", "10", "11", False),
        ("passwordMinimumLength", 6, 8, True),
        ("passwordMinimumLength", 8, 6, False),
        ("passwordExpirationDays", 90, 30, True),
        ("passwordExpirationDays", 30, 90, False),
        ("passwordMinutesOfInactivityBeforeLock", 5, 15, False),
        ("bitLockerEnabled", None, True, True),
        ("bitLockerEnabled", True, False, False),
        ("passwordRequiredType", "deviceDefault", "numeric", True),
        ("passwordRequiredType", "alphanumeric", "deviceDefault", False),
        ("passwordRequiredType", "numeric", "alphanumeric", True),
        ("passwordRequiredType", "alphanumeric", "numeric", True),
    ],
)
def test_what_asks_more(name: str, before: Any, after: Any, stricter: bool) -> None:
    asked = [ComplianceAsked("windows", {name: value}, 24) for value in (before, after)]
    assert bool(raised(*asked)) is stricter


VERSIONS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(VERSIONS, VERSIONS, st.lists(VERSIONS, max_size=8))
def test_whoever_meets_the_new_version_is_never_counted(old: str, new: str, owned: list[str]) -> None:
    devices = [device(at, version=version) for at, version in enumerate(owned)]
    before, after = (ComplianceAsked("windows", {"osMinimumVersion": each}, 24) for each in (old, new))
    found = [*compliance_below(before, after, enforced=range(8), devices=devices)]

    def parts(text: str) -> tuple[int, ...]:
        found = [*map(int, text.split("."))]
        return tuple(found + [0] * (4 - len(found)))

    stricter = parts(new) > parts(old)
    assert bool(found) is stricter
    if stricter:
        assert found[0].people == {at for at, each in enumerate(owned) if parts(each) < parts(new)}
