"""In which order a platform's shared restrictions are written, so that nobody is ever under none of them, or
under a wider one than before and after.

Every group is put under its new restriction before it is taken from its old one. In between both reach it,
and the narrower of the two wins, because the narrower one has the better priority ("Overview of enrollment
restrictions", Microsoft Learn, 2025-02: only the one highest in priority applies).
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from intune_waves.campaign.enrollment_restriction import NARROWEST_FIRST, EnrollmentRule

Groups = Mapping[EnrollmentRule, Set[str]]
"""The groups under each rule; a rule that is missing has none."""


@dataclass(frozen=True, slots=True)
class FoundRestriction:
    """A restriction of the platform as the tenant has it."""

    id: str
    whose: Literal["shared", "single", "others"]
    """Whether waves share it, it is one wave's own as waves had them before, or it is somebody else's."""
    gets: EnrollmentRule
    """The rule that people under it get, by its switches."""
    targets: frozenset[str] = frozenset()
    rule: EnrollmentRule | None = None
    """The rule whose waves share it; None for any other."""
    as_declared: bool = True
    """Whether a shared one has its own name, description and switches."""


@dataclass(frozen=True, slots=True)
class MakeShared:
    """Make the shared restriction of a rule; it is assigned to nobody yet."""

    rule: EnrollmentRule


@dataclass(frozen=True, slots=True)
class DescribeShared:
    """Give a restriction the name, description and switches of a rule's shared one."""

    id: str
    rule: EnrollmentRule


@dataclass(frozen=True, slots=True)
class RankShared:
    """Put the shared restrictions before all others, the narrowest first."""


@dataclass(frozen=True, slots=True)
class AssignShared:
    """Assign a rule's shared restriction to these groups of ours, and to whom it is assigned by hand."""

    rule: EnrollmentRule
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class RemoveRestriction:
    """Delete a restriction that nobody of ours is under any more."""

    id: str
    rule: EnrollmentRule | None = None
    """The rule of a shared one; None for one of a single wave."""


Write = MakeShared | DescribeShared | RankShared | AssignShared | RemoveRestriction


def restriction_writes(found: Sequence[FoundRestriction], desired: Groups, *, former: Groups) -> list[Write]:
    """What to write, in this order, so that each group is under its desired rule; nothing where it is so.

    `found` are the platform's restrictions, best priority first. `former` are the groups as the last run left
    them: a reading that lags behind takes none of them away, and none of them counts as somebody else's. A
    restriction of a single wave whose targets all come under a rule is taken over as the shared one of its
    rule where there is none, and removed where there is.
    """
    ours = _all(desired) | _all(former)
    shared = {each.rule: each for each in found if each.whose == "shared" and each.rule}
    singles = [each for each in found if each.whose == "single" and each.targets and each.targets <= ours]
    taken: dict[EnrollmentRule, FoundRestriction] = {}
    for single in singles:
        if desired.get(single.gets) and single.gets not in shared:
            taken.setdefault(single.gets, single)
    kept = shared | taken
    made = [rule for rule in NARROWEST_FIRST if desired.get(rule) and rule not in kept]
    has = {rule: each.targets & ours for rule, each in kept.items()}
    wanted = {rule: frozenset(desired.get(rule, frozenset())) for rule in NARROWEST_FIRST}
    writes: list[Write] = [
        DescribeShared(kept[rule].id, rule)
        for rule in NARROWEST_FIRST
        if rule in taken or (rule in shared and kept[rule].targets and not kept[rule].as_declared)
    ]
    writes += map(MakeShared, made)
    if not _in_order(found, {rule: each.id for rule, each in kept.items()}, made=made):
        writes.append(RankShared())
    for rule in NARROWEST_FIRST:
        if wanted[rule] - has.get(rule, frozenset()):
            both = has.get(rule, frozenset()) | wanted[rule] | former.get(rule, frozenset())
            has[rule] = frozenset(both)
            writes.append(AssignShared(rule, frozenset(both)))
    # A group that is under three, after runs that were killed, changes once: to the one that it shall have.
    for rule in reversed(NARROWEST_FIRST):
        if rule in shared and not wanted[rule] and shared[rule].targets <= ours:
            writes.append(RemoveRestriction(shared[rule].id, rule))
        elif rule in has and has[rule] != wanted[rule]:
            writes.append(AssignShared(rule, wanted[rule]))
    left = {each.id for each in taken.values()}
    return [*writes, *(RemoveRestriction(each.id) for each in singles if each.id not in left)]


def as_they_are(found: Iterable[FoundRestriction], ours: Set[str]) -> dict[EnrollmentRule, frozenset[str]]:
    """The rule that each target is under now, where a wave of `ours` has a restriction of its own: what
    shared ones have to take over before anything else is changed. Empty where no wave has one.
    """
    found = list(found)
    singles = [each for each in found if each.whose == "single" and each.targets & ours]
    if not singles:
        return {}
    groups: dict[EnrollmentRule, frozenset[str]] = {}
    for each in [*singles, *(each for each in found if each.whose == "shared" and each.rule)]:
        rule = each.gets if each.whose == "single" or each.rule is None else each.rule
        groups[rule] = groups.get(rule, frozenset()) | each.targets
    return groups


def _in_order(
    found: Sequence[FoundRestriction], ids: Mapping[EnrollmentRule, str], *, made: Sequence[EnrollmentRule]
) -> bool:
    """Whether the shared ones will be first, the narrowest first. New ones come last, above the default."""
    order = [each.id for each in found] + [f"new {rule}" for rule in made]
    wanted = [ids.get(rule, f"new {rule}") for rule in NARROWEST_FIRST if rule in ids or rule in made]
    return order[: len(wanted)] == wanted


def _all(groups: Groups) -> frozenset[str]:
    return frozenset().union(*groups.values())
