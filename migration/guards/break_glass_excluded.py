"""Every policy leaves out every break-glass account."""

from collections.abc import Iterator
from dataclasses import replace

from migration.errors import Complaint
from migration.guard import excludes_break_glass
from migration.guards.guard import Guard
from migration.plan import Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint for each policy that could lock out a break-glass account; a disabled one cannot."""
    for policy in plan.policies:
        if policy.state != "disabled" and (
            complaint := excludes_break_glass(policy.excluded_users, plan.break_glass)
        ):
            yield replace(complaint, path=f"{policy.name}: {complaint.path}")


GUARD = Guard(
    rule="break-glass-excluded",
    sentence="Every policy excludes every break-glass account.",
    level="refuse",
    judge=judge,
)
