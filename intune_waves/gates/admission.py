"""Admission: which people of an enforced wave are under its enabled policy, and which newcomers wait."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from intune_waves.campaign.calendar import Freeze, first_day_outside
from intune_waves.campaign.campaign import NEWCOMER_DAYS
from intune_waves.step.newcomers import Newcomers

Person = Hashable
"""A person's id: a text, or the number that stands for it where there are a million of them."""

NOBODY: frozenset[Any] = frozenset()
Dated = Mapping[date, frozenset[Any]]
"""People by the first day on which they are admitted although they would lose access."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the people of an enforced wave stand, as the tenant says.

    A person may stand in several of these. Who is in none but `target` is new to the wave.
    """

    target: frozenset[Any]
    """The people whom the wave is about: enabled members of its target group who are not excluded."""
    admitted: frozenset[Any]
    """The members of the enforced group, whoever put them there."""
    losing: frozenset[Any] = NOBODY
    """The people of `target` who would lose access."""
    waiting: Dated = field(default_factory=dict)
    """Newcomers who would have lost access when they came."""
    taken_out: Dated = field(default_factory=dict)
    """People whom somebody took out of the enforced group by hand."""
    released: frozenset[Any] = NOBODY
    """The people whom a run let out all together, so that they are judged anew; no hand took them out."""

    @property
    def returning(self) -> frozenset[Any]:
        """Those of `released` who are still in the wave and not admitted again."""
        return self.released & self.target - self.admitted


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of the people: whom to admit and to let out, and who waits afterwards."""

    admit: frozenset[Any] = NOBODY
    admit_losing: int = 0
    """How many of `admit` lose access."""
    let_out: frozenset[Any] = NOBODY
    waiting: Dated = field(default_factory=dict)
    taken_out: Dated = field(default_factory=dict)

    def keeps(self, standing: Standing) -> bool:
        """Whether nothing has to be written: everybody stands where they stood."""
        same = (self.waiting, self.taken_out) == (standing.waiting, standing.taken_out)
        return same and not self.admit and not self.let_out


# Many parameters: each is another fact that decides, and none follows from another.
def admission(
    standing: Standing,
    *,
    today: date,
    enters: bool,
    days: int = NEWCOMER_DAYS,
    by_hand: bool = False,
    freezes: Collection[Freeze] = (),
) -> Admission:
    """Decide who is admitted to the enforced group of a wave in enforce.

    With `enters` the wave comes into enforce by a gate that has passed, and everybody is admitted but those
    whom somebody took out by hand. Otherwise whoever was released returns, by the same gate, and whoever else
    is not admitted yet is a newcomer: one who loses nothing is admitted at once, any other waits until they
    lose nothing, or for `days` from `today`. With `by_hand` the enforced group has other members than were
    admitted: nobody can tell a newcomer from a person whom somebody took out, so all of them are left out for
    `days`. Who is not in the wave any more is let out. A day that comes in one of the `freezes` is the first
    one after it, so nobody loses access in a freeze by a day of their own.
    """
    outside = standing.target - standing.admitted
    waiting_until, out_until = (
        _thawed(each, today, freezes=freezes) for each in (standing.waiting, standing.taken_out)
    )
    kept_out = _later(out_until, today) & outside
    let_out = standing.admitted - standing.target
    due = first_day_outside(freezes, today + timedelta(days=days))
    known = standing.released.union(*standing.waiting.values(), *standing.taken_out.values())
    new = outside - known
    held = new if by_hand else NOBODY
    taken_out = _with(_still(out_until, kept_out), due, more=held)
    if enters:
        return _admitting(
            standing, outside - kept_out - held, let_out=let_out, waiting={}, taken_out=taken_out
        )
    waiting = _later(waiting_until, today) & outside & standing.losing
    waits = NOBODY if by_hand else new & standing.losing
    admit = outside - kept_out - waiting - held - waits
    return _admitting(
        standing,
        admit,
        let_out=let_out,
        waiting=_with(_still(waiting_until, waiting - kept_out), due, more=waits),
        taken_out=taken_out,
    )


def newcomers_of(decided: Admission, losing: frozenset[Any] = NOBODY) -> Newcomers:
    """What becomes of the people, in counts; `losing` are those of the wave who would lose access."""
    hit = sorted(map(str, decided.admit & losing))
    return Newcomers(
        len(decided.admit),
        decided.admit_losing,
        len(decided.let_out),
        {day: len(each) for day, each in decided.waiting.items()},
        {day: len(each) for day, each in decided.taken_out.items()},
        # Enough to tell two sets apart, too few to guess anybody by.
        sha256("\n".join(hit).encode()).hexdigest()[:4] if hit else "",
    )


def _admitting(
    standing: Standing, admit: frozenset[Any], *, let_out: frozenset[Any], waiting: Dated, taken_out: Dated
) -> Admission:
    return Admission(admit, len(admit & standing.losing), let_out, waiting, taken_out)


def _thawed(dated: Dated, today: date, *, freezes: Collection[Freeze]) -> Dated:
    """The same people by days of which none that is to come is frozen, today included."""
    found: dict[date, frozenset[Any]] = {}
    for day, each in dated.items():
        next_day = max(day, today)
        free = first_day_outside(freezes, next_day)
        until = day if free == next_day else free
        found[until] = found.get(until, NOBODY) | each
    return found


def _later(dated: Dated, today: date) -> frozenset[Any]:
    return NOBODY.union(*(each for day, each in dated.items() if day > today))


def _still(dated: Dated, staying: Iterable[Any]) -> dict[date, frozenset[Any]]:
    """The days on which somebody of `staying` is due; who stands under several days is due on the last."""
    left = frozenset(staying)
    found: dict[date, frozenset[Any]] = {}
    for day in sorted(dated, reverse=True):
        if here := dated[day] & left:
            found[day] = here
            left -= here
    return found


def _with(dated: Dated, day: date, *, more: frozenset[Any]) -> dict[date, frozenset[Any]]:
    return {**dated, day: dated.get(day, NOBODY) | more} if more else dict(dated)
