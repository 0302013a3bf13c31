"""How many objects of its scarce kinds a tenant takes: each number with its source and its date."""

from collections.abc import Iterator
from dataclasses import dataclass

_NEAR_PERCENT = 90


@dataclass(frozen=True, slots=True)
class TenantBudget:
    """A kind of object that a tenant takes so many of. `kind` is its plural, `rule` the guard's id."""

    rule: str
    kind: str
    most: int
    source: str
    """The document that says so, its date, and what was so before."""

    def warning(self, count: int) -> Iterator[str]:
        """One sentence where so many leave little room; none where they do not, and none where they are too
        many, which is a refusal.
        """
        if self.most * _NEAR_PERCENT < count * 100 <= self.most * 100:
            room = f"{count} of {self.most} {self.kind} would be in the tenant"
            yield f"{room}: little room is left [{self.rule}]"


POLICIES = TenantBudget(
    "policy-budget",
    "conditional access policies",
    240,
    'Microsoft Learn, "Conditional Access service limits", April 2026; 195 before. In any state.',
)
RESTRICTIONS = TenantBudget(
    "restriction-budget",
    "platform restrictions",
    25,
    'Microsoft Learn, "Create device platform restrictions", February 2025. Besides the default.',
)
