"""A stable share of a group: the same people each time, whatever order the tenant lists them in."""

from collections.abc import Collection, Iterable
from fractions import Fraction
from hashlib import sha256


def draw(
    candidates: Iterable[str],
    *,
    size: int | None = None,
    percent: float | None = None,
    seed: str | int = "0",
    keep: Collection[str] = (),
) -> list[str]:
    """`size` of the candidates, or `percent` of them rounded up, as a sorted list of ids.

    Whoever is in `keep` and still a candidate stays, as long as there is room; the other places go to the
    smallest sha256 of seed and id. So the result does not depend on order, a joiner or leaver moves nobody
    else but one, and raising size or percent drops nobody. A size above the number of candidates takes all
    of them. Raises ValueError unless exactly one of size and percent is given, size is 0 or more and
    percent in 0..100.
    """
    eligible = set(candidates)
    wanted = _count(len(eligible), size, percent)
    kept = eligible.intersection(keep)

    def turn(person: str) -> tuple[bool, bytes]:
        return person not in kept, sha256(f"{seed}\0{person}".encode()).digest()

    return sorted(sorted(eligible, key=turn)[:wanted])


def _count(eligible: int, size: int | None, percent: float | None) -> int:
    if (size is None) == (percent is None):
        raise ValueError("a share is a size or a percent, exactly one of them")
    if percent is None:
        assert size is not None
        if size < 0:
            raise ValueError(f"{size} is no size; it is 0 or more")
        return size
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no percent; it is from 0 to 100")
    # By text, so that 0.1 means a tenth of a percent and not the binary number next to it.
    return -int(-(Fraction(str(percent)) * eligible / 100) // 1)
