"""Nobody is under none, and nobody under a wider rule than before and after, whenever a run is killed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.enrollment_restriction import NARROWEST_FIRST, EnrollmentRule
from intune_waves.step.restriction_writes import (
    AssignShared,
    DescribeShared,
    FoundRestriction,
    MakeShared,
    RankShared,
    RemoveRestriction,
    Write,
    as_they_are,
    restriction_writes,
)

NOT_YET, CORPORATE, PERSONAL = NARROWEST_FIRST
WAVES = "abcdef"
Rules = Mapping[str, EnrollmentRule]


def shared(rule: EnrollmentRule, groups: Iterable[str]) -> FoundRestriction:
    return FoundRestriction(f"shared {rule}", "shared", rule, frozenset(groups), rule)


def single(group: str, rule: EnrollmentRule, *more: str) -> FoundRestriction:
    return FoundRestriction(f"single {group}", "single", rule, frozenset({group, *more}))


def others(name: str, rule: EnrollmentRule, groups: Iterable[str]) -> FoundRestriction:
    return FoundRestriction(name, "others", rule, frozenset(groups))


def under(rules: Rules) -> dict[EnrollmentRule, frozenset[str]]:
    return {
        rule: frozenset(group for group, its in rules.items() if its == rule)
        for rule in NARROWEST_FIRST
        if rule in rules.values()
    }


def applied(found: list[FoundRestriction], write: Write, ours: frozenset[str]) -> list[FoundRestriction]:
    """What the tenant has after one write: new ones come last, and a human's targets are merged."""
    match write:
        case MakeShared(rule):
            return [*found, shared(rule, ())]
        case DescribeShared(key, rule):
            return [
                replace(each, whose="shared", rule=rule, gets=rule, as_declared=True)
                if each.id == key
                else each
                for each in found
            ]
        case RankShared():
            first = [each for rule in NARROWEST_FIRST for each in found if each.rule == rule]
            return [*first, *(each for each in found if each not in first)]
        case AssignShared(rule, groups):
            return [
                replace(each, targets=groups | (each.targets - ours)) if each.rule == rule else each
                for each in found
            ]
        case RemoveRestriction(key):
            return [each for each in found if each.id != key]


def rule_in_force(found: Iterable[FoundRestriction], group: str) -> EnrollmentRule | None:
    return next((each.gets for each in found if group in each.targets), None)


def assert_never_without_nor_wider(
    found: list[FoundRestriction], before: Rules, now: Rules, kills: Iterable[int] = ()
) -> list[FoundRestriction]:
    """Run to the end, killed after so many writes as each of `kills` says."""
    desired, former = under(now), under(before)
    ours = frozenset(before.keys() | now.keys())
    for writes_left in [*kills, None]:
        for target, left in ((as_they_are(found, ours), {}), (desired, former)):
            mine = ours.union(*target.values())
            if not target and target is not desired:
                continue
            writes = restriction_writes(found, target, former=left)
            for write in writes[:writes_left]:
                had = {group: rule_in_force(found, group) for group in before.keys() & now.keys()}
                found = applied(found, write, mine)
                for group, rule in had.items():
                    has = rule_in_force(found, group)
                    assert has is not None, (group, write)
                    widest = max(NARROWEST_FIRST.index(each) for each in (rule, now[group]) if each)
                    assert NARROWEST_FIRST.index(has) <= widest, (group, write)
            if writes_left is not None and len(writes) > writes_left:
                break
    assert restriction_writes(found, desired, former=desired) == []
    return found


RULES = st.dictionaries(st.sampled_from(WAVES), st.sampled_from(NARROWEST_FIRST))


@given(before=RULES, now=RULES, kills=st.lists(st.integers(0, 6), max_size=3), foreign=st.booleans())
def test_every_step_whenever_it_is_killed(before: Rules, now: Rules, kills: list[int], foreign: bool) -> None:
    found = [shared(rule, groups) for rule, groups in under(before).items()]
    if foreign:
        found.append(others("theirs", NOT_YET, {"x"}))
    end = assert_never_without_nor_wider(found, before, now, kills)
    assert {group: rule_in_force(end, group) for group in now} == now
    assert [each for each in end if each.whose == "others"] == [
        each for each in found if each.whose == "others"
    ]
    assert {each.rule for each in end if each.whose == "shared"} == set(under(now))


@given(first=RULES, second=RULES, third=RULES, kill=st.integers(0, 6))
def test_a_killed_step_and_another_one_instead(first: Rules, second: Rules, third: Rules, kill: int) -> None:
    """The state still has the first step's groups when the third is written."""
    found = [shared(rule, groups) for rule, groups in under(first).items()]
    ours = frozenset(first.keys() | second.keys())
    for write in restriction_writes(found, under(second), former=under(first))[:kill]:
        found = applied(found, write, ours)
    left = {
        group: rule
        for group in first.keys() | second.keys()
        if (rule := rule_in_force(found, group)) is not None
    }
    end = found
    everything = frozenset(left.keys() | third.keys())
    for write in restriction_writes(found, under(third), former=under({**first, **second})):
        had = {group: rule_in_force(end, group) for group in left.keys() & third.keys()}
        end = applied(end, write, everything)
        for group, rule in had.items():
            has = rule_in_force(end, group)
            assert has is not None
            assert rule is not None
            assert NARROWEST_FIRST.index(has) <= max(map(NARROWEST_FIRST.index, (rule, third[group])))
    assert {group: rule_in_force(end, group) for group in third} == third


@given(
    before=st.dictionaries(st.sampled_from(WAVES), st.sampled_from(NARROWEST_FIRST), min_size=1),
    changes=RULES,
    kills=st.lists(st.integers(0, 8), max_size=3),
    order=st.permutations(WAVES),
)
def test_a_stack_with_a_restriction_for_each_wave_comes_over(
    before: Rules, changes: Rules, kills: list[int], order: list[str]
) -> None:
    now = {group: changes.get(group, rule) for group, rule in before.items()}
    found = [single(group, before[group]) for group in order if group in before]
    end = assert_never_without_nor_wider(found, before, now, kills)
    assert {group: rule_in_force(end, group) for group in now} == now
    assert {each.whose for each in end} == {"shared"}


@given(before=st.dictionaries(st.sampled_from(WAVES), st.sampled_from(NARROWEST_FIRST), min_size=1))
def test_coming_over_needs_no_room_for_more_restrictions(before: Rules) -> None:
    found = [single(group, rule) for group, rule in before.items()]
    desired = as_they_are(found, frozenset(before))
    assert desired == under(before)
    assert not [
        each for each in restriction_writes(found, desired, former={}) if isinstance(each, MakeShared)
    ]


@given(before=RULES, now=RULES, by_hand=st.sampled_from(NARROWEST_FIRST))
def test_whom_somebody_assigned_by_hand_stays(before: Rules, now: Rules, by_hand: EnrollmentRule) -> None:
    found = [shared(rule, groups | {"x"}) for rule, groups in (under(before) | {}).items()]
    had = {each.rule for each in found}
    end = assert_never_without_nor_wider(found, before, now)
    assert {each.rule for each in end if "x" in each.targets} == had


@given(before=RULES, now=RULES)
def test_each_restriction_is_assigned_twice_at_most(before: Rules, now: Rules) -> None:
    found = [shared(rule, groups) for rule, groups in under(before).items()]
    writes = restriction_writes(found, under(now), former=under(before))
    assigned = [each.rule for each in writes if isinstance(each, AssignShared)]
    assert all(assigned.count(rule) <= 2 for rule in NARROWEST_FIRST)
    changed = {rule for rule in NARROWEST_FIRST if under(before).get(rule) != under(now).get(rule)}
    assert set(assigned) <= changed


def test_a_wave_goes_on_by_one_write_to_each_of_the_two() -> None:
    found = [shared(NOT_YET, "ab"), shared(CORPORATE, "c")]
    desired = {NOT_YET: frozenset("b"), CORPORATE: frozenset("ac")}
    former = {NOT_YET: frozenset("ab"), CORPORATE: frozenset("c")}
    assert restriction_writes(found, desired, former=former) == [
        AssignShared(CORPORATE, frozenset("ac")),
        AssignShared(NOT_YET, frozenset("b")),
    ]


def test_the_first_wave_makes_one_and_the_last_one_takes_it_out() -> None:
    first = restriction_writes([], {NOT_YET: frozenset("a")}, former={})
    assert first == [MakeShared(NOT_YET), AssignShared(NOT_YET, frozenset("a"))]
    last = restriction_writes([shared(NOT_YET, "a")], {}, former={NOT_YET: frozenset("a")})
    assert last == [RemoveRestriction(f"shared {NOT_YET}", NOT_YET)]


def test_a_new_one_takes_its_place_before_anybody_is_under_it() -> None:
    found = [shared(CORPORATE, "a"), others("theirs", CORPORATE, "x")]
    now = {CORPORATE: frozenset("a"), NOT_YET: frozenset("b")}
    assert restriction_writes(found, now, former={CORPORATE: frozenset("a")}) == [
        MakeShared(NOT_YET),
        RankShared(),
        AssignShared(NOT_YET, frozenset("b")),
    ]


def test_a_reading_that_lags_behind_takes_no_group_away() -> None:
    """The list does not show yet that `a` is under "not yet", and `b` comes to it."""
    found = [shared(NOT_YET, "c"), shared(CORPORATE, "b")]
    former = {NOT_YET: frozenset("ac"), CORPORATE: frozenset("b")}
    desired = {NOT_YET: frozenset("bc"), CORPORATE: frozenset("a")}
    first, second, *_ = restriction_writes(found, desired, former=former)
    assert first == AssignShared(NOT_YET, frozenset("abc"))
    assert second == AssignShared(CORPORATE, frozenset("ab"))


def test_what_a_hand_has_changed_is_put_back_before_anything_else() -> None:
    changed = replace(shared(CORPORATE, "a"), gets=NOT_YET, as_declared=False)
    assert restriction_writes([changed], {CORPORATE: frozenset("a")}, former={}) == [
        DescribeShared(changed.id, CORPORATE)
    ]


def test_one_of_a_single_wave_that_somebody_else_uses_too_brings_them_along() -> None:
    found = [single("a", CORPORATE), single("b", CORPORATE, "x")]
    now = as_they_are(found, frozenset("ab"))
    assert now == {CORPORATE: frozenset("abx")}
    assert restriction_writes(found, now, former={}) == [
        DescribeShared("single a", CORPORATE),
        AssignShared(CORPORATE, frozenset("abx")),
        RemoveRestriction("single b"),
    ]


def test_one_of_a_wave_that_is_gone_is_left_to_the_engine() -> None:
    found = [single("gone", CORPORATE), shared(CORPORATE, "a")]
    assert as_they_are(found, frozenset("a")) == {}
    assert restriction_writes(found, {CORPORATE: frozenset("a")}, former={}) == [RankShared()]
