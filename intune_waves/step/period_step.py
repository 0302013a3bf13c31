"""The step from the period in force to the one proposed."""

import re

from intune_waves.campaign.errors import Complaint

_CONFIRMED = re.compile(r"\s*([0-9]{1,4})\s*->\s*([0-9]{1,4})\s*", re.ASCII)


def judge_step(in_force: int | None, proposed: int, confirmed: str | None) -> str | None:
    """None when the step may be taken, else one sentence that refuses it.

    `in_force` is None before the first. One period on, one back and none at all are free; any other step,
    and a first one beyond period 1, needs `confirmed` to name that very step, such as "2->5" ("0->4" for
    the first).
    """
    before = in_force or 0
    if abs(proposed - before) <= 1:
        return None
    named = f"{before}->{proposed}"
    if names_step(before, proposed, confirmed):
        return None
    if in_force is None:
        what, nearest_step = f"the campaign would begin in period {proposed}", "begin with period 0 or 1"
    else:
        what = f"period {before} is in force and {proposed} is {abs(proposed - before)} periods away"
        nearest_step = f"go to {before + 1 if proposed > before else before - 1} first"
    other = f" (it names {confirmed!r} now)" if confirmed else ""
    next_step = f'{nearest_step}, or set confirmedStep to "{named}" to take exactly this step{other}'
    return str(Complaint(rule="one-period-step", what=what, next_step=next_step))


def names_step(before: int, proposed: int, confirmed: str | None) -> bool:
    """Whether `confirmed` names the very step from one period to the other, such as "2->5" or "4->4"."""
    match = _CONFIRMED.fullmatch(confirmed or "")
    return match is not None and (int(match[1]), int(match[2])) == (before, proposed)
