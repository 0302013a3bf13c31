"""The first rule that tells two groups apart decides their order, and is the reason given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.candidate import Candidate, difficulty, sounds_like_it
from intune_waves.planning.ordering import ORDER_RULES, in_order

HIGH, MEDIUM, LOW = Level.HIGH, Level.MEDIUM, Level.LOW


def _group(name: str, people: int | None = 100, **factors: object) -> Candidate:
    return Candidate(name, people, Factors(**factors))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (
            Candidate("it", 900, Factors(business_risk=HIGH), is_it=True),
            _group("sales"),
            "IT and pilots have gone before [it-first]",
        ),
        (
            _group("sales", business_risk=HIGH),
            Candidate("rest", 1, is_rest=True),
            "it takes whoever is in no other wave [everybody-else-last]",
        ),
        (
            _group("sales", 900, willingness=LOW, location="US"),
            _group("plant", 10, willingness=HIGH, business_risk=HIGH, location="US"),
            "its business risk is high [high-risk-last]",
        ),
        (
            _group("dublin", 900, willingness=HIGH, location="IE"),
            _group("boston", 10, location="US"),
            "IE is finished, US is next [one-region-at-a-time]",
        ),
        (
            _group("sales", 900, willingness=HIGH, location="US"),
            _group("legal", 10, complexity=HIGH, location="US"),
            "sales is more willing or simpler [willing-and-simple-first]",
        ),
        (_group("hr", 10), _group("sales", 900), "with 900 people it is larger than hr [small-first]"),
        (_group("sales", 900), _group("hr", None), "its size is not known [small-first]"),
        (_group("a"), _group("b"), "nothing tells it from a, and names decide [small-first]"),
    ],
)
def test_each_rule_decides_what_the_ones_above_leave_open(
    first: Candidate, second: Candidate, reason: str
) -> None:
    for groups in ([first, second], [second, first]):
        ordered = in_order(groups)
        assert [group for group, _ in ordered] == [first, second]
        assert str(ordered[1][1]) == reason


def test_an_easy_region_goes_before_a_small_one() -> None:
    easy = [_group(f"easy-{n}", 500, willingness=HIGH, location="US") for n in range(3)]
    small = _group("small", 5, location="IE")
    assert [group.id for group, _ in in_order([small, *easy])] == ["easy-0", "easy-1", "easy-2", "small"]


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (Candidate("it", 3, is_it=True), "it is IT or a pilot, and goes first [it-first]"),
        (_group("hr"), "it is the easiest to begin with [willing-and-simple-first]"),
    ],
)
def test_the_first_has_a_reason_too(group: Candidate, reason: str) -> None:
    assert [str(why) for _, why in in_order([group])] == [reason]


def test_what_nobody_judged_is_medium() -> None:
    assert difficulty(Factors()) == difficulty(Factors(MEDIUM, MEDIUM, MEDIUM)) == 2
    assert difficulty(Factors(HIGH, LOW, LOW)) == -1
    assert difficulty(Factors(LOW, HIGH, HIGH)) == 5


@pytest.mark.parametrize("name", ["IT", "it department", "Information Technology", "limited-pilot", "ICT"])
def test_names_that_sound_like_it(name: str) -> None:
    assert sounds_like_it("Sales", name)


@pytest.mark.parametrize("name", ["Italy", "Audit", "Titanium", "Co-pilots", "Engineering"])
def test_names_that_do_not(name: str) -> None:
    assert not sounds_like_it(name)


levels = st.none() | st.sampled_from(Level)
groups = st.lists(
    st.builds(
        Candidate,
        st.text("abcdef", min_size=1, max_size=4),
        st.none() | st.integers(0, 10_000),
        st.builds(Factors, levels, levels, levels, st.none() | st.sampled_from(["US", "IE"]), levels),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda group: group.id,
)


@settings(deadline=None)
@given(groups, st.randoms())
def test_the_order_is_the_same_however_the_groups_come(groups: list[Candidate], random: object) -> None:
    shuffled = sorted(groups, key=lambda _: random.random())  # type: ignore[attr-defined]
    ordered = in_order(groups)
    assert ordered == in_order(shuffled)
    assert sorted(group.id for group, _ in ordered) == sorted(group.id for group in groups)
    assert {why.rule for _, why in ordered} <= {rule.id for rule in ORDER_RULES}
