"""Nobody is enforced in a tenant where a device without a compliance policy counts as compliant."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedPolicies


@guard(
    rule="unprotected-devices",
    sentence="Nobody is enforced while devices without a compliance policy count as compliant.",
)
def judge(people: PlannedPeople, policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint when the step enforces anybody and neither the tenant nor the campaign has set it."""
    if not policies.unprotected_refused and any(people.newly_enforced()):
        yield Complaint(
            rule="unprotected-devices",
            what="the tenant counts devices without a compliance policy as compliant, so any would do",
            got="compliant",
            expected="noncompliant",
            next_step="write compliance: {devices_without_policy: noncompliant} into waves/campaign.yaml, "
            "or change the tenant's own setting",
        )
