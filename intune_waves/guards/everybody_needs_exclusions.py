"""No policy holds for all users without leaving anybody out."""

from collections.abc import Iterator

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPolicies


@guard(rule="everybody-needs-exclusions", sentence="No policy holds for all users without exclusions.")
def judge(policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint for each policy on all users that excludes nobody; a disabled one harms nobody."""
    for policy in policies.access:
        on_everybody = policy.state != "disabled" and EVERYBODY in policy.included_users
        if on_everybody and not (policy.excluded_users or policy.excluded_groups):
            yield Complaint(
                rule="everybody-needs-exclusions",
                path=policy.name,
                what="the policy holds for all users and leaves nobody out",
                got=EVERYBODY,
                expected="exclusions, break-glass accounts first",
                next_step="exclude the break-glass accounts, or name the groups that it is for",
            )
