"""Two break-glass accounts at least can sign in."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan

LEAST = 2


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint unless enough accounts exist and are enabled, as long as any wave is in the campaign."""
    enabled = sum(plan.break_glass.values())
    if plan.moves and enabled < LEAST:
        yield Complaint(
            rule="break-glass-enabled",
            what=f"{enabled} of {len(plan.break_glass)} break-glass accounts can sign in",
            got=enabled,
            expected=f"at least {LEAST}",
            next_step="enable the accounts that waves/campaign.yaml names, and try to sign in with them",
        )


GUARD = Guard(
    rule="break-glass-enabled",
    sentence="At least two break-glass accounts exist and can sign in.",
    level="refuse",
    judge=judge,
)
