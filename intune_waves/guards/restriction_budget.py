"""The tenant has room for all platform restrictions."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedRestrictions

BUDGET = 25
"""Platform restrictions per tenant besides the default; Microsoft Learn, "Create device platform
restrictions".
"""


@guard(rule="restriction-budget", sentence=f"A tenant holds at most {BUDGET} platform restrictions.")
def judge(restrictions: PlannedRestrictions) -> Iterator[Complaint]:
    """A complaint when there would be more than the tenant takes."""
    if len(restrictions.enrollment) > BUDGET:
        yield Complaint(
            rule="restriction-budget",
            what=f"there would be {len(restrictions.enrollment)} platform restrictions in the tenant",
            got=len(restrictions.enrollment),
            expected=f"at most {BUDGET}",
            next_step="list fewer platforms in the waves, declare fewer waves, or remove what nobody needs",
        )
