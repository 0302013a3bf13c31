"""Who of a wave's enforced people falls short of what is newly asked, by what Intune tells of devices."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intune_waves.gates.tightening import PeopleBelow
from intune_waves.graph.compliance_settings import asks_more, version_of
from intune_waves.graph.device_health import IN_GRACE, DeviceHealth
from intune_waves.observing.devices import KnownDevices
from intune_waves.step.loss import shown_platform

_Fails = Callable[[DeviceHealth, Any], bool]


def _below_version(device: DeviceHealth, least: Any) -> bool:
    found, asked = version_of(device.version), version_of(str(least))
    return found is None or asked is None or found < asked


def _above_version(device: DeviceHealth, most: Any) -> bool:
    found, asked = version_of(device.version), version_of(str(most))
    return found is None or asked is None or found[: len(asked)] > asked


_TOLD: Mapping[str, _Fails] = {
    "osMinimumVersion": _below_version,
    "osMaximumVersion": _above_version,
    "storageRequireEncryption": lambda device, _: device.encrypted is not True,
    "bitLockerEnabled": lambda device, _: device.encrypted is not True,
    "securityBlockJailbrokenDevices": lambda device, _: device.jailbroken is True,
}
"""By Graph's name of a setting, whether a device fails it by what Intune tells of the device. A version or an
encryption that Intune does not know fails; of jailbreaks it tells only those that it has found.
"""


@dataclass(frozen=True, slots=True)
class AccessAsked:
    """Where an enabled policy asks, in conditional access's words, and which applications it leaves out."""

    platforms: frozenset[str]
    left_out: frozenset[str]


@dataclass(frozen=True, slots=True)
class ComplianceAsked:
    """What a compliance policy asks of a platform's devices, and for how many hours they may lack it."""

    platform: str
    settings: Mapping[str, Any]
    grace_hours: int


def access_below(
    before: AccessAsked, after: AccessAsked, *, enforced: Collection[int], known: KnownDevices
) -> Iterator[PeopleBelow]:
    """What a policy asks more than before, and whom of `enforced` that hits, by their known devices."""
    for platform in sorted(after.platforms - before.platforms):
        asked = f"a sign-in on {shown_platform(platform)} asks for a compliant device"
        if known.unread:
            untold = f"who loses a device is not known without {', '.join(known.unread)}"
            yield PeopleBelow(asked, untold=untold, guessed=True)
            continue
        lost = {each: known.loss(each, frozenset({platform})).devices for each in enforced}
        yield PeopleBelow(
            asked,
            frozenset(person for person, devices in lost.items() if devices),
            sum(map(len, lost.values())),
            untold="who signs in there by a device that no source knows is not told",
        )
    if opened := before.left_out - after.left_out:
        one = len(opened) == 1
        named = f"{len(opened)} application{'' if one else 's'} that the policy left out"
        losses = {each: known.loss(each, after.platforms) for each in enforced}
        short = {person: loss for person, loss in losses.items() if not loss.reached}
        yield PeopleBelow(
            f"{named} {'asks' if one else 'ask'} for a compliant device too",
            frozenset(short),
            sum(len(loss.devices) for loss in short.values()),
        )


def compliance_below(
    before: ComplianceAsked,
    after: ComplianceAsked,
    *,
    enforced: Collection[int],
    devices: Iterable[DeviceHealth],
) -> Iterator[PeopleBelow]:
    """What a compliance policy asks more than before, and whom of `enforced` that hits: people whose devices
    are let in now.
    """
    own = [
        each for each in devices if each.person in enforced and each.lets_in and each.is_on([after.platform])
    ]
    for name, was in raised(before, after).items():
        value = after.settings[name]
        asked = f"{name} {_shown(value)} on {after.platform}{'' if was is None else f' (was {_shown(was)})'}"
        fails = _TOLD.get(name)
        if fails is None:
            # A wave with nobody on the platform has nobody who could fall short.
            if own:
                yield PeopleBelow(
                    asked, untold="the tenant does not tell which devices have it", guessed=True
                )
        else:
            yield PeopleBelow(asked, *_counted([each for each in own if fails(each, value)]))
    if after.grace_hours < before.grace_hours:
        said = f"the grace on {after.platform} is {after.grace_hours} hours (was {before.grace_hours})"
        yield PeopleBelow(said, *_counted([each for each in own if each.state == IN_GRACE]))


def asks_more_than(before: ComplianceAsked, after: ComplianceAsked) -> bool:
    """Whether a compliance policy asks more than before, or gives less time."""
    return after.grace_hours < before.grace_hours or bool(raised(before, after))


def raised(before: ComplianceAsked, after: ComplianceAsked) -> dict[str, Any]:
    """The settings that ask more than before, with what they asked; None where they asked nothing."""
    return {
        name: before.settings.get(name) or None
        for name, value in sorted(after.settings.items())
        if asks_more(after.platform, name, before=before.settings.get(name), after=value)
    }


def _counted(short: Sequence[DeviceHealth]) -> tuple[frozenset[int], int]:
    return frozenset(each.person for each in short), len(short)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
