"""Whoever is enforced can enroll at least one of their platforms."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import NOBODY, PlannedPeople, PlannedRestrictions

_ANY = frozenset(Platform)


@guard(
    rule="enrollment-reachable",
    sentence="Enrollment is open to every person who is enforced, on at least one of their platforms.",
)
def judge(people: PlannedPeople, restrictions: PlannedRestrictions) -> Iterator[Complaint]:
    """One complaint that counts the people who would need a compliant device and may enroll none.

    A person gets only the restriction with the best priority of those assigned to them, and the tenant's
    default where none is: so that is computed here, platform by platform, from priorities and members.
    """
    enforced = NOBODY.union(*(people.of(move) for move in people.enforced()))
    stranded = set(enforced)
    for platform in Platform:
        undecided = set(stranded)
        for restriction in restrictions.of(platform):
            decided = undecided & people.in_groups(restriction.groups)
            undecided -= decided
            if not restriction.platform_blocked:
                stranded -= {each for each in decided if platform in people.platforms.get(each, _ANY)}
        if platform not in restrictions.blocked_by_default:
            stranded -= {each for each in undecided if platform in people.platforms.get(each, _ANY)}
    if stranded:
        who = headcount.people(len(stranded))
        yield Complaint(
            rule="enrollment-reachable",
            what=f"{who} would be enforced and may enroll none of their platforms",
            got=len(stranded),
            expected="a restriction in force that allows at least one platform of each person",
            next_step="add their platforms to the wave, or correct the restriction that wins for them",
        )
