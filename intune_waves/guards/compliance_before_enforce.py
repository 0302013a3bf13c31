"""Whoever is enforced has a compliance policy by which their device can comply."""

from collections.abc import Iterator

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedPolicies


@guard(
    rule="compliance-before-enforce",
    sentence="Whoever is enforced has a compliance policy for each platform of their wave.",
)
def judge(people: PlannedPeople, policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint per wave that the step enforces, with the platforms that have no policy for its group.

    A policy that somebody else made is as good as the wave's own. A wave without a group is another guard's.
    """
    for move in people.newly_enforced():
        served = {each.platform for each in policies.compliance if each.groups & {move.group, EVERYBODY}}
        missing = [platform.title for platform in move.wave.platforms if platform not in served]
        if move.group and missing:
            yield Complaint(
                rule="compliance-before-enforce",
                path=move.wave.id,
                what=f"no compliance policy for {', '.join(missing)} is assigned to the wave's group",
                got=missing,
                expected="one for each of its platforms before it is enforced",
                next_step="run refresh and then up in the period in force; was it deleted by hand?",
            )
