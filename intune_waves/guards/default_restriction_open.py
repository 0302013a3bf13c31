"""The tenant's default restriction blocks no platform that the waves enroll."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedRestrictions


@guard(
    rule="default-restriction-open",
    sentence="The tenant's default enrollment restriction is left open for the waves' platforms.",
)
def judge(people: PlannedPeople, restrictions: PlannedRestrictions) -> Iterator[Complaint]:
    """A complaint that names the blocked platforms, of those that any wave enrolls.

    Self-deploying Autopilot, bulk, co-managed, userless and dedicated enrollment use only the default.
    """
    enrolled = {platform for move in people.moves for platform in move.wave.platforms}
    blocked = enrolled & restrictions.blocked_by_default
    if blocked:
        names = ", ".join(sorted(platform.title for platform in blocked))
        yield Complaint(
            rule="default-restriction-open",
            what=f"the default restriction blocks {names}, and enrollment without a person knows no other",
            got=names,
            expected="a default that blocks no platform",
            next_step="open the default; the waves' own restrictions keep people from enrolling early",
        )
