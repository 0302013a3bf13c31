"""The tenant has room for all policies."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan

BUDGET = 195
"""Conditional access policies per tenant, in any state; Microsoft Learn, "Conditional Access service limits".
"""


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint when there would be more than the tenant takes, those counted that go at the step's end."""
    count = len(plan.policies) + plan.leaving
    if count > BUDGET:
        yield Complaint(
            rule="policy-budget",
            what=f"there would be {count} conditional access policies in the tenant",
            got=count,
            expected=f"at most {BUDGET}",
            next_step="remove policies that nobody needs, disabled ones too, or declare fewer waves",
        )


GUARD = Guard(
    rule="policy-budget",
    sentence=f"A tenant holds at most {BUDGET} conditional access policies.",
    level="refuse",
    judge=judge,
)
