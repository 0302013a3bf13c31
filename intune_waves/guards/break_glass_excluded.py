"""Every policy leaves out every break-glass account."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPolicies, PlannedPolicy


@guard(rule="break-glass-excluded", sentence="Every policy excludes every break-glass account.")
def judge(policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint for each policy that could lock out a break-glass account; a disabled one cannot.

    A wave's own policy names every account. A policy that somebody else made may also leave them out by a
    group, and is of no concern where it does not reach them.
    """
    for policy in policies.access:
        excluded, concerned = policy.excluded_users, list(policies.break_glass)
        if not policy.ours:
            concerned = [each for each in concerned if _reaches(policy, each, policies=policies)]
            excluded |= {each for each in concerned if _groups(each, policies) & policy.excluded_groups}
        if policy.state == "disabled" or (not policy.ours and not concerned):
            continue
        if complaint := excludes_break_glass(excluded, concerned):
            yield replace(complaint, path=f"{policy.name}: {complaint.path}")


def excludes_break_glass(excluded_ids: Collection[str], break_glass_ids: Collection[str]) -> Complaint | None:
    """A complaint unless a policy leaves out every break-glass account, by object id without regard to case.

    No account at all is a complaint too: a rule that protects nobody must not pass.
    """
    excluded = {each.lower() for each in excluded_ids}
    missing = sorted(each for each in break_glass_ids if each.lower() not in excluded)
    if break_glass_ids and not missing:
        return None
    return Complaint(
        rule="break-glass-excluded",
        what=(
            f"the policy does not exclude the break-glass accounts {', '.join(missing)}"
            if missing
            else "no break-glass account is known, so none can be excluded"
        ),
        got=sorted(excluded),
        expected="all break-glass accounts among the excluded users",
        next_step="add every break-glass account of waves/campaign.yaml to the policy's excluded users",
        path="conditions.users.excludeUsers",
    )


def _reaches(policy: PlannedPolicy, account: str, *, policies: PlannedPolicies) -> bool:
    # Who holds a role is not read, and emergency accounts hold the highest: a policy on roles reaches them.
    return (
        bool(policy.included_roles)
        or EVERYBODY in policy.included_users
        or account.lower() in {each.lower() for each in policy.included_users}
        or bool(_groups(account, policies) & policy.included_groups)
    )


def _groups(account: str, policies: PlannedPolicies) -> frozenset[str]:
    return policies.break_glass_groups.get(account, frozenset())
