"""Whoever is enforced can enroll at least one of their platforms."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.plan import NOBODY, Plan

_ANY = frozenset(Platform)


def judge(plan: Plan) -> Iterator[Complaint]:
    """One complaint that counts the people who would need a compliant device and may enroll none.

    A person gets only the restriction with the best priority of those assigned to them, and the tenant's
    default where none is: so that is computed here, platform by platform, from priorities and members.
    """
    enforced = NOBODY.union(*(plan.people_of(move) for move in plan.enforced()))
    stranded = set(enforced)
    for platform in Platform:
        undecided = set(stranded)
        for restriction in plan.restrictions_of(platform):
            decided = undecided & plan.reached_by(restriction)
            undecided -= decided
            if not restriction.platform_blocked:
                stranded -= {each for each in decided if platform in plan.platforms.get(each, _ANY)}
        if platform not in plan.blocked_by_default:
            stranded -= {each for each in undecided if platform in plan.platforms.get(each, _ANY)}
    if stranded:
        yield Complaint(
            rule="enrollment-reachable",
            what=f"{people(len(stranded))} would be enforced and may enroll none of their platforms",
            got=len(stranded),
            expected="a restriction in force that allows at least one platform of each person",
            next_step="add their platforms to the wave, or correct the restriction that wins for them",
        )


GUARD = Guard(
    rule="enrollment-reachable",
    sentence="Enrollment is open to every person who is enforced, on at least one of their platforms.",
    level="refuse",
    judge=judge,
)
