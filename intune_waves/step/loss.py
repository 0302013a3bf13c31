"""What an enabled policy that asks for a compliant device takes from a person, device by device.

Conditional access looks at the device that somebody signs in from. It lets the device in where Entra ID knows
it, has not disabled it, and has it marked as compliant, whoever marked it: Intune, Configuration Manager of a
co-managed device, or another service that is a compliance partner ("Conditional Access: Grant", Microsoft
Learn, 2025-03; "Conditional access with co-management", 2024-10). Everything here is about that, and takes
plain values. What follows for each kind of device:

- *In its grace period*: let in until the grace ends. A wave's graces end with the step that enforces it, so
  the device counts as one that is not compliant.
- *Unknown compliance, or `configManager`*: Intune has not said anything. What Entra ID has marked decides.
- *Two sources that contradict each other*: not let in. Nothing counts as good on doubt.
- *Not registered in Entra ID*, although Intune lists it: not let in, because no sign-in can name it.
- *Disabled in Entra ID*: nobody can sign in from it today either ("Manage device identities by using the
  Microsoft Entra admin center", 2025-02). It is not active: the policy takes nothing, and it keeps nothing.
- *Hybrid joined, but not compliant*: not let in. Being joined is another control, which our policies do not
  ask for.
- *Shared*, that is managed by Intune without a primary user ("Find the primary user of a Microsoft Intune
  device", 2025-01), *or without any owner*: nobody's. It covers nobody and takes nothing from anybody.
- *With a primary user in Intune*: that person's, whoever registered it. *Known to Entra ID alone*: every
  registered owner's. Conditional access asks each of them.
- *Not seen* for longer than the campaign's `active_days`, by no source: not active, as if it were not there.
- *In another service's inventory alone*: not let in, because Entra ID does not know it. One that Intune or
  Entra ID lists too is that device, and what they say of it decides; the inventory tells that it is in use.
- *That somebody has signed in from, and no list knows*: likewise, where the campaign asks for the log.
- *On a platform that the policy does not ask on*: neither lost, nor does it count as reached or kept.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

OTHER_PLATFORM = "other"
"""A platform that no wave can name, such as Linux."""
_SHOWN = {"windows": "Windows", "macOS": "macOS", "iOS": "iOS", "android": "Android"}


class LossReason(StrEnum):
    """Why a person loses all access."""

    NEVER_ENROLLED = "never enrolled"
    NOT_COMPLIANT = "not compliant"
    OTHER_SERVICE = "managed by another service"
    NOT_SEEN = "with no active device"


class Management(StrEnum):
    """Who manages a device, as Intune lists it."""

    INTUNE = "Intune"
    ELSEWHERE = "another service"
    NOBODY = "nobody"
    """Mail alone, or protection alone."""


class Managed(NamedTuple):
    """What Intune says of a device."""

    platform: str
    """As conditional access names it, or OTHER_PLATFORM."""
    management: Management
    state: str
    """Its complianceState."""
    active: bool
    """Whether Intune has heard of it lately."""


class Registered(NamedTuple):
    """What Entra ID says of a device."""

    platform: str
    compliant: bool
    enabled: bool
    active: bool
    """Whether somebody has signed in from it lately."""


class Inventoried(NamedTuple):
    """What another service's inventory says of a device, or the sign-in log."""

    platform: str
    active: bool
    """Whether the service has heard of it lately."""
    number: int = 1
    """The number of the inventory among those of the campaign, from 1; the sign-in log has the last one."""
    manages: bool = True
    """Whether its service manages the device: the sign-in log is no service."""

    @property
    def keeps(self) -> bool:
        """Whether its person is still with the service: one of which it has not heard lately is left over."""
        return self.manages and self.active


class Device(NamedTuple):
    """A person's device, whichever sources know it."""

    platform: str
    let_in: bool
    """Whether a policy that asks for a compliant device lets it in."""
    active: bool
    management: Management = Management.NOBODY
    inventory: int = 0
    """The number of the inventory that alone knows it; 0 for a device that Intune or Entra ID knows."""


class Loss(NamedTuple):
    """What a person loses. `reason` says why it is all access, on every platform that the policy asks on."""

    devices: tuple[str, ...] = ()
    """The platforms of the active devices that are not let in any more, in order."""
    reason: LossReason | None = None
    inventories: tuple[int, ...] = ()
    """For each of these devices that an inventory alone knows, the inventory's number; in order."""

    @property
    def nothing(self) -> bool:
        """Whether nothing is lost."""
        return not self.devices and self.reason is None

    @property
    def reached(self) -> bool:
        """Whether the person has a device that is let in."""
        return self.reason is None


# What Intune says of a device that it has found wanting ("complianceState enum type", Graph, 2025-02).
_REFUSED = frozenset({"noncompliant", "conflict", "error", "inGracePeriod"})


# There are few kinds of devices, and a million of each.
@lru_cache(maxsize=10_000)
def device_of(
    managed: Managed | None,
    registered: Registered | None,
    *,
    inventoried: Inventoried | None = None,
    registered_is_known: bool = True,
) -> Device:
    """One device of which Intune, Entra ID or an inventory has told. At least one of them is not None.

    With `registered_is_known` false nobody could read Entra ID's devices, and Intune's word stands alone.
    """
    told = [each for each in (managed, registered, inventoried) if each is not None]
    enabled = registered is None or registered.enabled
    active = enabled and any(each.active for each in told)
    named = (each.platform for each in told if each.platform != OTHER_PLATFORM)
    management = managed.management if managed else Management.NOBODY
    if inventoried is not None and inventoried.keeps and management is Management.NOBODY:
        management = Management.ELSEWHERE
    return Device(
        next(named, OTHER_PLATFORM),
        _is_let_in(managed, registered, registered_is_known=registered_is_known),
        active,
        management,
        inventoried.number if inventoried is not None and managed is None and registered is None else 0,
    )


def _is_let_in(managed: Managed | None, registered: Registered | None, *, registered_is_known: bool) -> bool:
    if registered is not None:
        contradicted = managed is not None and managed.state in _REFUSED
        return registered.enabled and registered.compliant and not contradicted
    alone = managed is not None and managed.management is Management.INTUNE and managed.state == "compliant"
    return alone and not registered_is_known


@lru_cache(maxsize=100_000)
def loss_of(devices: tuple[Device, ...], platforms: frozenset[str]) -> Loss:
    """What the person with these devices loses by a policy on these platforms of conditional access.

    Nothing loses who has an active device that is let in and none that is not. Whoever has both loses devices
    and keeps another. Whoever has no active device that is let in loses all access on these platforms:
    somebody without any known device too, because they sign in from something.
    """
    asked = [each for each in devices if each.platform in platforms]
    active = [each for each in asked if each.active]
    lost = tuple(sorted(each.platform for each in active if not each.let_in))
    inventories = tuple(sorted(each.inventory for each in active if each.inventory))
    if any(each.let_in for each in active):
        return Loss(lost, inventories=inventories)
    return Loss(lost, _reason(asked, active, devices=devices), inventories)


def _reason(asked: list[Device], active: list[Device], *, devices: tuple[Device, ...]) -> LossReason:
    if any(each.management is Management.INTUNE for each in active):
        return LossReason.NOT_COMPLIANT
    # Whoever is still in another service is told to leave it, whatever else they have.
    if any(each.management is Management.ELSEWHERE for each in devices):
        return LossReason.OTHER_SERVICE
    if any(each.management is Management.INTUNE for each in asked):
        return LossReason.NOT_SEEN
    return LossReason.NEVER_ENROLLED


def asked_platforms(platforms: Iterable[str]) -> frozenset[str]:
    """The platforms of conditional access that stand for those of enrollment restrictions."""
    names = {"mac": "macOS", "ios": "iOS", "androidForWork": "android"}
    return frozenset(names.get(each, each) for each in platforms)


def shown_platform(platform: str) -> str:
    """The name that people read."""
    return _SHOWN.get(platform, platform)
