"""Guards: rules that no plan may break, whoever declared the object."""

from collections.abc import Collection

from intune_waves.campaign.errors import Complaint


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
