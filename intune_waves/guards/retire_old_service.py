"""The campaign does not close while anybody's device is still managed by the previous service."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.old_service import devices
from intune_waves.step.plan import Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint that counts the devices and their people, or one that nobody knows of them."""
    if not plan.closes:
        return
    found = plan.old_service
    if found is None:
        what = "whether the previous service still manages a device is not known"
        yield _complaint(what, None, "run the command again once the device list can be read")
    elif found.devices:
        owners = f" of {people(found.people)}" if found.people else ""
        listed = f"; {found.listed}" if found.listed else ""
        what = f"the previous service still manages {devices(found.devices)}{owners}{listed}"
        yield _complaint(what, found.devices, "let them leave it, or remove devices that are gone")


def _complaint(what: str, got: int | None, next_step: str) -> Complaint:
    return Complaint(
        rule="retire-old-service",
        path="retire",
        what=what,
        got=got,
        expected="no device under the previous service",
        next_step=next_step,
    )


GUARD = Guard(
    rule="retire-old-service",
    sentence="The campaign does not close while the previous service manages anybody's device.",
    level="refuse",
    judge=judge,
)
