"""The order of groups: the first rule that tells two apart decides which one goes first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intune_waves.campaign.wave import Level
from intune_waves.planning.candidate import Candidate, difficulty
from intune_waves.planning.proposal import PlanRule, Reason

_UNKNOWN_SIZE = 10**9
"""A group whose size nobody knows counts as large."""

Regions = Mapping[str, tuple[float, int, str]]
"""The turn of each location: difficulty for each of its people, people, name."""


@dataclass(frozen=True, slots=True)
class OrderRule(PlanRule):
    """A rule of order: whoever has the smaller key goes first."""

    key: Callable[[Candidate, Regions], Any]


def it_first(group: Candidate, _: Regions) -> int:
    """0 for the IT organisation and pilots."""
    return 0 if group.is_it else 1


def everybody_else_last(group: Candidate, _: Regions) -> int:
    """1 for everybody else: it leaves out the people of all other waves."""
    return 1 if group.is_rest else 0


def high_risk_last(group: Candidate, _: Regions) -> int:
    """1 where it would cost most if people could not work."""
    return 1 if group.factors.business_risk is Level.HIGH else 0


def one_region_at_a_time(group: Candidate, regions: Regions) -> tuple[float, int, str]:
    """The turn of the group's location: easy ones first, then small ones."""
    return regions[group.factors.location or ""]


def willing_and_simple_first(group: Candidate, _: Regions) -> int:
    """The group's difficulty."""
    return difficulty(group.factors)


def small_first(group: Candidate, _: Regions) -> int:
    """The number of people."""
    return _UNKNOWN_SIZE if group.people is None else group.people


IT_FIRST = OrderRule("it-first", "The IT organisation and pilots go first.", it_first)
EVERYBODY_ELSE_LAST = OrderRule("everybody-else-last", "Everybody else goes last.", everybody_else_last)
HIGH_RISK_LAST = OrderRule("high-risk-last", "Groups of high business risk go last.", high_risk_last)
ONE_REGION_AT_A_TIME = OrderRule(
    "one-region-at-a-time",
    "One location is finished before the next begins; easy and small ones go first.",
    one_region_at_a_time,
)
WILLING_AND_SIMPLE_FIRST = OrderRule(
    "willing-and-simple-first",
    "Willing groups with simple needs go before unwilling and complex ones.",
    willing_and_simple_first,
)
SMALL_FIRST = OrderRule("small-first", "Fewer people go before more.", small_first)
ORDER_RULES: Sequence[OrderRule] = (
    IT_FIRST,
    EVERYBODY_ELSE_LAST,
    HIGH_RISK_LAST,
    ONE_REGION_AT_A_TIME,
    WILLING_AND_SIMPLE_FIRST,
    SMALL_FIRST,
)
"""In this order; every rule decides only what the ones above it leave open."""


def in_order(groups: Iterable[Candidate]) -> list[tuple[Candidate, Reason]]:
    """The groups in turn, each with the rule that put it behind the one before it."""
    known = list(groups)
    regions = _regions(known)
    known.sort(key=lambda group: (*(rule.key(group, regions) for rule in ORDER_RULES), group.id))
    ordered: list[tuple[Candidate, Reason]] = []
    for group in known:
        before = ordered[-1][0] if ordered else None
        ordered.append((group, _reason(group, before, regions=regions)))
    return ordered


def _reason(group: Candidate, before: Candidate | None, *, regions: Regions) -> Reason:
    if before is None:
        if group.is_it:
            return IT_FIRST.because("it is IT or a pilot, and goes first")
        return WILLING_AND_SIMPLE_FIRST.because("it is the easiest to begin with")
    for rule in ORDER_RULES:
        if rule.key(group, regions) != rule.key(before, regions):
            return rule.because(_difference(rule, group, before=before))
    return SMALL_FIRST.because(f"nothing tells it from {before.id}, and names decide")


def _difference(rule: OrderRule, group: Candidate, *, before: Candidate) -> str:
    texts = {
        IT_FIRST: "IT and pilots have gone before",
        EVERYBODY_ELSE_LAST: "it takes whoever is in no other wave",
        HIGH_RISK_LAST: "its business risk is high",
        ONE_REGION_AT_A_TIME: (
            f"{before.factors.location or 'no location'} is finished, "
            f"{group.factors.location or 'no location'} is next"
        ),
        WILLING_AND_SIMPLE_FIRST: f"{before.id} is more willing or simpler",
    }
    size = "its size is not known" if group.people is None else f"with {group.people:,} people it is larger"
    return texts.get(rule, f"{size} than {before.id}" if group.people is not None else size)


def _regions(groups: Sequence[Candidate]) -> Regions:
    by_name: dict[str, list[Candidate]] = {}
    for group in groups:
        by_name.setdefault(group.factors.location or "", []).append(group)
    return {name: _turn(name, found) for name, found in by_name.items()}


def _turn(name: str, groups: Sequence[Candidate]) -> tuple[float, int, str]:
    # Easy by itself, a pilot must not pull the rest of its location forward.
    deciding = [group for group in groups if not group.is_it] or groups
    weights = [max(group.people or 1, 1) for group in deciding]
    weighed = sum(weight * difficulty(group.factors) for weight, group in zip(weights, deciding, strict=True))
    known = all(group.people is not None for group in deciding)
    return weighed / sum(weights), sum(weights) if known else _UNKNOWN_SIZE, name
