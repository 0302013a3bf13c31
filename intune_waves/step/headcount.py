"""Numbers of people, as messages say them."""


def people(count: int) -> str:
    """`1 person`, `6,690 people`."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def percent(part: int, whole: int, *, up: bool = False) -> str:
    """A share with at most one decimal, rounded down so that 89.96 never reads as the 90 that it is not.

    With `up` it is rounded up, for a share that must stay small.
    """
    tenths = -(-part * 1000 // whole) if up else part * 1000 // whole
    return f"{plain(tenths / 10)} %"


def plain(number: float) -> str:
    """`90` and `89.9`: one decimal, and none where it says nothing."""
    return f"{number:.1f}".removesuffix(".0")


def too_few(listed: int, expected: int | None) -> str | None:
    """Why a group with fewer people than were expected is not to be counted; None for one that has them."""
    if listed >= (expected or 0):
        return None
    return f"the group has {people(listed)} and {expected:,} are expected"
