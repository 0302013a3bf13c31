"""Newcomers of a wave that is enforced already: what a run does about them, in counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intune_waves.step.headcount import people


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What becomes of people who came to an enforced wave since they were last counted."""

    admitted: int = 0
    """How many come newly under the enabled policy."""
    losing: int = 0
    """Those of them who lose access by it, because their day has come."""
    let_out: int = 0
    waiting: Mapping[date, int] = field(default_factory=dict, hash=False)
    """How many would lose access and wait, by the day until which they do."""
    taken_out: Mapping[date, int] = field(default_factory=dict, hash=False)
    """How many were taken out by hand and are left out, by the day until which they are."""
    digest: str = ""
    """Tells the people of `losing` from others; empty where there are none."""

    @property
    def left_out(self) -> int:
        """How many people of the wave are not under its policy."""
        return sum(self.waiting.values()) + sum(self.taken_out.values())

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.admitted or self.let_out or self.left_out)

    def sentences(self, title: str) -> Iterator[str]:
        """What becomes of them, a sentence each; nothing where nobody's standing is to be told."""
        if self.admitted:
            lose = f"{people(self.losing)} of them would lose access" if self.losing else ""
            rest = lose or "nobody of them loses access"
            yield f"{title}: {people(self.admitted)} newly under the enabled policy; {rest}."
        if self.let_out:
            yield f"{title}: {people(self.let_out)} let out of the enabled policy."
        for day, count in sorted(self.waiting.items()):
            yield (
                f"{title}: {people(count)} would lose access and {'waits' if count == 1 else 'wait'} until "
                f"{day}, or until they lose nothing."
            )
        for day, count in sorted(self.taken_out.items()):
            yield f"{title}: {people(count)} taken out by hand; left out until {day}."

    def plain(self) -> dict[str, Any]:
        """The same as JSON; whatever is nothing is left out."""
        found: dict[str, Any] = {
            "admitted": self.admitted,
            "losing": self.losing,
            "letOut": self.let_out,
            "waiting": {day.isoformat(): count for day, count in sorted(self.waiting.items())},
            "takenOut": {day.isoformat(): count for day, count in sorted(self.taken_out.items())},
            "digest": self.digest,
        }
        return {name: value for name, value in found.items() if value}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Newcomers":
        """What `plain` wrote. Raises ValueError, TypeError or AttributeError for anything else."""
        return cls(
            int(plain.get("admitted", 0)),
            int(plain.get("losing", 0)),
            int(plain.get("letOut", 0)),
            _dated(plain.get("waiting", {})),
            _dated(plain.get("takenOut", {})),
            str(plain.get("digest", "")),
        )


def closing_leaves_out(newcomers: Mapping[str, "Newcomers | str"]) -> str:
    """Whom the one policy for everybody leaves out, because their waves' admissions do; by wave id. A text is
    why nobody could be counted. Empty where nobody is left out.
    """
    counted = [each for each in newcomers.values() if isinstance(each, Newcomers)]
    unknown = len(newcomers) - len(counted)
    waiting = sum(sum(each.waiting.values()) for each in counted)
    taken_out = sum(sum(each.taken_out.values()) for each in counted)
    parts = [
        f"{people(waiting)} who {'waits' if waiting == 1 else 'wait'} for a day of their own" * bool(waiting),
        f"{people(taken_out)} whom somebody took out by hand" * bool(taken_out),
    ]
    said = " and ".join(filter(None, parts))
    known = f"The one policy leaves out {said}, until their waves admit them." if said else ""
    waves = f"{unknown} wave{'s' * (unknown != 1)}"
    doubt = f"How many people of {waves} are left out is not known." if unknown else ""
    return " ".join(filter(None, [known, doubt]))


def not_admitted(count: int) -> str:
    """What a step that enables the one policy for everybody says of people whom no wave has admitted."""
    are = "is" if count == 1 else "are"
    return (
        f"the one policy leaves out {people(count)} who {are} in a wave and not admitted, such as newcomers "
        "before their day and whoever was taken out by hand; their waves admit them later, and the report "
        "says when"
    )


def _dated(plain: Mapping[str, Any]) -> dict[date, int]:
    return {date.fromisoformat(day): int(count) for day, count in plain.items()}
