"""The tenant has room for all platform restrictions."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan

BUDGET = 25
"""Platform restrictions per tenant besides the default; Microsoft Learn, "Create device platform
restrictions".
"""


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint when there would be more than the tenant takes."""
    if len(plan.restrictions) > BUDGET:
        yield Complaint(
            rule="restriction-budget",
            what=f"there would be {len(plan.restrictions)} platform restrictions in the tenant",
            got=len(plan.restrictions),
            expected=f"at most {BUDGET}",
            next_step="list fewer platforms in the waves, declare fewer waves, or remove what nobody needs",
        )


GUARD = Guard(
    rule="restriction-budget",
    sentence=f"A tenant holds at most {BUDGET} platform restrictions.",
    level="refuse",
    judge=judge,
)
