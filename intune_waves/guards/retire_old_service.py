"""The campaign does not close while anybody's device is still managed by the previous service."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.old_service import devices
from intune_waves.step.plan import PlannedClosing


@guard(
    rule="retire-old-service",
    sentence="The campaign does not close while the previous service manages anybody's device.",
)
def judge(closing: PlannedClosing) -> Iterator[Complaint]:
    """A complaint that counts the devices and their people, or one that nobody knows of them."""
    if not closing.closes:
        return
    found = closing.old_service
    if found is None:
        what = "whether the previous service still manages a device is not known"
        yield _complaint(what, None, next_step="run the command again once the device list can be read")
    elif found.devices:
        owners = f" of {headcount.people(found.people)}" if found.people else ""
        listed = f"; {found.listed}" if found.listed else ""
        what = f"the previous service still manages {devices(found.devices)}{owners}{listed}"
        yield _complaint(what, found.devices, next_step="let them leave it, or remove devices that are gone")


def _complaint(what: str, got: int | None, *, next_step: str) -> Complaint:
    return Complaint(
        rule="retire-old-service",
        path="retire",
        what=what,
        got=got,
        expected="no device under the previous service",
        next_step=next_step,
    )
