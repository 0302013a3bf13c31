"""The order of groups: the first rule that tells two apart decides which one goes first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intune_waves.campaign.wave import Level
from intune_waves.planning.candidate import Candidate, difficulty
from intune_waves.planning.proposal import Reason

_UNKNOWN_SIZE = 10**9
"""A group whose size nobody knows counts as large."""

Regions = Mapping[str, tuple[float, int, str]]
"""The turn of each location: difficulty for each of its people, people, name."""


@dataclass(frozen=True, slots=True)
class OrderRule:
    """A rule of order: whoever has the smaller key goes first."""

    id: str
    sentence: str
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


ORDER_RULES: Sequence[OrderRule] = (
    OrderRule("it-first", "The IT organisation and pilots go first.", it_first),
    OrderRule("everybody-else-last", "Everybody else goes last.", everybody_else_last),
    OrderRule("high-risk-last", "Groups of high business risk go last.", high_risk_last),
    OrderRule(
        "one-region-at-a-time",
        "One location is finished before the next begins; easy and small ones go first.",
        one_region_at_a_time,
    ),
    OrderRule(
        "willing-and-simple-first",
        "Willing groups with simple needs go before unwilling and complex ones.",
        willing_and_simple_first,
    ),
    OrderRule("small-first", "Fewer people go before more.", small_first),
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
        ordered.append((group, _reason(group, before, regions)))
    return ordered


def _reason(group: Candidate, before: Candidate | None, regions: Regions) -> Reason:
    if before is None:
        rule = ORDER_RULES[0] if group.is_it else ORDER_RULES[4]
        text = "it is IT or a pilot, and goes first" if group.is_it else "it is the easiest to begin with"
        return Reason(rule.id, text)
    for rule in ORDER_RULES:
        if rule.key(group, regions) != rule.key(before, regions):
            return Reason(rule.id, _difference(rule.id, group, before))
    return Reason("small-first", f"nothing tells it from {before.id}, and names decide")


def _difference(rule: str, group: Candidate, before: Candidate) -> str:
    texts = {
        "it-first": "IT and pilots have gone before",
        "everybody-else-last": "it takes whoever is in no other wave",
        "high-risk-last": "its business risk is high",
        "one-region-at-a-time": (
            f"{before.factors.location or 'no location'} is finished, "
            f"{group.factors.location or 'no location'} is next"
        ),
        "willing-and-simple-first": f"{before.id} is more willing or simpler",
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
