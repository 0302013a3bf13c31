"""What the tenant says of the previous service: its devices, its connector, and who enrolls with whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from intune_waves.campaign.closing import TenantAnswer
from intune_waves.campaign.conditional_access import ENROLLMENT_APPS


@dataclass(frozen=True, slots=True)
class MdmScope:
    """A service that Windows devices may enroll with by themselves; `applies_to` is none, all or selected."""

    app_id: str
    name: str
    applies_to: str


def scope_answer(scopes: Iterable[MdmScope]) -> TenantAnswer:
    """Whether Intune's scope takes people and nobody else's does."""
    taking = [each for each in scopes if each.applies_to != "none"]
    others = sorted(each.name for each in taking if each.app_id not in ENROLLMENT_APPS)
    if others:
        return TenantAnswer(False, f"the MDM scope of {', '.join(others)} still applies to people")
    if taking:
        return TenantAnswer(True, "the MDM scope applies to Intune alone")
    return TenantAnswer(False, "the MDM scope of Microsoft Intune applies to nobody")


_OFF = frozenset({"terminated", "rejected"})
_ON = frozenset({"enabled", "unresponsive"})


def connector_answer(states: Iterable[tuple[str, str]]) -> TenantAnswer:
    """Whether no connector of another service is on; of each its name and its state, in Graph's words."""
    states = list(states)
    on = sorted(name for name, state in states if state in _ON)
    if on:
        return TenantAnswer(False, f"the connector of {', '.join(on)} is on")
    unclear = sorted(name for name, state in states if state not in _OFF)
    if unclear:
        return TenantAnswer(None, f"whether the connector of {', '.join(unclear)} is on is not known")
    return TenantAnswer(True, "no connector of another service is on")


@dataclass(frozen=True, slots=True)
class OldServiceDevices:
    """The devices that the previous service still manages, and how many people own them.

    `listed` is the clause that says where those people are listed.
    """

    devices: int
    people: int
    listed: str = ""


def devices_answer(found: OldServiceDevices) -> TenantAnswer:
    """Whether no device is managed by the previous service."""
    if found.devices:
        return TenantAnswer(False, f"the previous service manages {devices(found.devices)}")
    return TenantAnswer(True, "the previous service manages no device that Intune knows of")


def devices(count: int) -> str:
    """`1 device`, `2,345 devices`."""
    return f"{count:,} {'device' if count == 1 else 'devices'}"
