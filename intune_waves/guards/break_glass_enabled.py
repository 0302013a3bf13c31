"""Two break-glass accounts at least can sign in."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedPolicies

LEAST = 2


@guard(rule="break-glass-enabled", sentence="At least two break-glass accounts exist and can sign in.")
def judge(people: PlannedPeople, policies: PlannedPolicies) -> Iterator[Complaint]:
    """A complaint unless enough accounts exist and are enabled, as long as any wave is in the campaign."""
    enabled = sum(policies.break_glass.values())
    if people.moves and enabled < LEAST:
        yield Complaint(
            rule="break-glass-enabled",
            what=f"{enabled} of {len(policies.break_glass)} break-glass accounts can sign in",
            got=enabled,
            expected=f"at least {LEAST}",
            next_step="enable the accounts that waves/campaign.yaml names, and try to sign in with them",
        )
