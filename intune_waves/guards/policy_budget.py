"""The tenant has room for all policies."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.tenant_budget import POLICIES
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPolicies


@guard(rule="policy-budget", sentence=f"A tenant holds at most {POLICIES.most} {POLICIES.kind}.")
def judge(policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint when there would be more than the tenant takes, those counted that go at the step's end."""
    count = len(policies.access) + policies.leaving
    if count > POLICIES.most:
        yield Complaint(
            rule="policy-budget",
            what=f"there would be {count} conditional access policies in the tenant",
            got=count,
            expected=f"at most {POLICIES.most}",
            next_step="remove policies that nobody needs, disabled ones too, or declare fewer waves",
        )
