"""Every policy of the campaign leaves out whom the campaign excludes."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPolicies


@guard(rule="exclusions-kept", sentence="Every policy of the campaign leaves out whom it excludes.")
def judge(policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint for each policy of ours that would reach an excluded account; a disabled one does not.

    What somebody else's policy asks of such an account is none of the campaign's business.
    """
    for policy in policies.access:
        if not policy.ours or policy.state == "disabled":
            continue
        if complaint := excludes_accounts(policy.excluded_users, policies.excluded):
            yield replace(complaint, path=f"{policy.name}: {complaint.path}")


def excludes_accounts(excluded_ids: Collection[str], accounts: Collection[str]) -> Complaint | None:
    """A complaint unless a policy leaves out every account, by object id without regard to case."""
    excluded = {each.lower() for each in excluded_ids}
    missing = sorted(each for each in accounts if each.lower() not in excluded)
    if not missing:
        return None
    return Complaint(
        rule="exclusions-kept",
        what=f"the policy does not leave out the excluded accounts {', '.join(missing)}",
        got=sorted(excluded),
        expected="all accounts under exclusions among the excluded users",
        next_step="run up in the period in force first, which writes the exclusions into every policy",
        path="conditions.users.excludeUsers",
    )
