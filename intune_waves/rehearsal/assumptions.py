"""What a rehearsal assumes about people, because nobody can know it before."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import pairwise

from intune_waves.campaign.errors import Complaint, ComplaintsError


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How people behave and what the tenant has already.

    The defaults are ours and a guess: most people follow the instructions, nearly all the deadline. The
    first three are percentages of the people who had no compliant device when their wave began, and each
    says how many have enrolled by the end of that stage.
    """

    enrolled_after_instruct: float = 70
    enrolled_after_deadline: float = 95
    enrolled_after_enforce: float = 98
    """From the end of the first enforced period on."""
    compliant: float = 97
    """Percentage of newly enrolled people whose device is compliant."""
    failed_enrollments: float = 2
    """Percentage of the enrollments tried that fail."""
    existing_policies: int = 0
    """Conditional access policies that the tenant has besides the campaign's."""
    existing_restrictions: int = 0
    """Enrollment platform restrictions that the tenant has besides the campaign's and the default."""

    def sentence(self) -> str:
        """The assumptions about people, in words."""
        return (
            f"{self.enrolled_after_instruct:g} % enroll when instructed, "
            f"{self.enrolled_after_deadline:g} % by the deadline, "
            f"{self.enrolled_after_enforce:g} % after that; "
            f"{self.compliant:g} % of them with a compliant device"
        )


PERCENTAGES = tuple(each.name for each in fields(Assumptions) if each.type is float)
NUMBERS = tuple(each.name for each in fields(Assumptions) if each.type is int)
_IN_TURN = ("enrolled_after_instruct", "enrolled_after_deadline", "enrolled_after_enforce")
MOST_EXISTING = 10_000


def judge_assumptions(values: Mapping[str, object]) -> Assumptions:
    """The assumptions that `values` make, the defaults where they say nothing.

    Raises ComplaintsError with all complaints: `assumption-unknown`, `assumption-value`,
    `assumption-order`; their paths are the keys.
    """
    known = (*PERCENTAGES, *NUMBERS)
    complaints = [
        Complaint(
            rule="assumption-unknown",
            path=key,
            what="there is no such assumption",
            got=key,
            expected=f"one of {', '.join(known)}",
        )
        for key in values
        if key not in known
    ]
    complaints += [
        _wrong(key, values[key]) for key in known if key in values and not _right(key, values[key])
    ]
    if complaints:
        raise ComplaintsError(complaints)
    assumed = Assumptions(**values)  # type: ignore[arg-type]
    for earlier, later in pairwise(_IN_TURN):
        before, after = getattr(assumed, earlier), getattr(assumed, later)
        if after < before:
            complaints.append(
                Complaint(
                    rule="assumption-order",
                    path=later,
                    what=f"{after:g} % is less than the {before:g} % of {earlier}, and nobody leaves again",
                    got=after,
                    expected=f"{before:g} or more",
                )
            )
    if complaints:
        raise ComplaintsError(complaints)
    return assumed


def _right(key: str, value: object) -> bool:
    if key in NUMBERS:
        return type(value) is int and 0 <= value <= MOST_EXISTING
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def _wrong(key: str, value: object) -> Complaint:
    expected = f"a whole number from 0 to {MOST_EXISTING}" if key in NUMBERS else "a percentage from 0 to 100"
    return Complaint(
        rule="assumption-value", path=key, what=f"{value!r} is none", got=value, expected=expected
    )
