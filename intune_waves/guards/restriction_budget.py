"""The tenant has room for all platform restrictions."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.tenant_budget import RESTRICTIONS
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedRestrictions


@guard(rule="restriction-budget", sentence=f"A tenant holds at most {RESTRICTIONS.most} {RESTRICTIONS.kind}.")
def judge(restrictions: PlannedRestrictions) -> Iterator[Complaint]:
    """A complaint when there would be more than the tenant takes."""
    if len(restrictions.enrollment) > RESTRICTIONS.most:
        yield Complaint(
            rule="restriction-budget",
            what=f"there would be {len(restrictions.enrollment)} platform restrictions in the tenant",
            got=len(restrictions.enrollment),
            expected=f"at most {RESTRICTIONS.most}",
            next_step="remove restrictions that nobody needs, or list fewer platforms in the waves",
        )
