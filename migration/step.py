"""The step from the period in force to the one proposed."""

import re

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
    match = _CONFIRMED.fullmatch(confirmed or "")
    if match and (int(match[1]), int(match[2])) == (before, proposed):
        return None
    if in_force is None:
        what = f"the campaign would begin in period {proposed}; begin with period 0 or 1"
    else:
        nearest = before + 1 if proposed > before else before - 1
        away = f"{proposed} is {abs(proposed - before)} periods away"
        what = f"period {before} is in force and {away}; go to {nearest} first"
    other = f" (it names {confirmed!r} now)" if confirmed else ""
    return f'{what}, or set confirmedStep to "{named}" to take exactly this step{other} [one-period-step]'
