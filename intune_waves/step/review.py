"""What was reviewed of a step: every change of a resource, and how many people lose access.

A review is written into the pull request and read again before the step is applied, so that only what
somebody has looked at is done.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from intune_waves.step.headcount import people
from intune_waves.step.newcomers import Newcomers

_SHORT = 12
"""Hexadecimal digits of a value's digest: enough to tell two values apart, too few to guess one by."""

_GROWTH_FLOOR = 5
_GROWTH_SHARE = 10


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """What a step does to one resource. `values` has the digest of every property that it sets."""

    kind: str
    name: str
    action: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def resource(self) -> tuple[str, str]:
        """What tells it apart from all others in the stack."""
        return self.kind, self.name

    def __str__(self) -> str:
        """`StageGate limited-pilot`."""
        return f"{self.kind.rpartition(':')[2]} {self.name}"


@dataclass(frozen=True, slots=True)
class Review:
    """A step as it was shown to a person. `blocked` has, by wave id, how many people would lose access when
    the wave is enforced; `newcomers`, of each enforced wave that has any, what becomes of them. None where
    nobody could count them.
    """

    stack: str
    in_force: int
    period: int
    changes: tuple[ReviewedChange, ...]
    blocked: Mapping[str, int | None] = field(default_factory=dict)
    newcomers: Mapping[str, Newcomers | None] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the step and its changes, in hexadecimal.

        The people are not in it: their number moves by itself, and is compared with tolerance.
        """
        return hashlib.sha256(_canonical(self._step()).encode()).hexdigest()

    def written(self) -> str:
        """The review as one line of JSON, which `read_review` reads."""
        newcomers = {wave: each and each.plain() for wave, each in self.newcomers.items()}
        counted = {"blocked": dict(self.blocked), "newcomers": newcomers}
        return _canonical({**self._step(), **counted, "digest": self.digest})

    def _step(self) -> dict[str, object]:
        return {
            "stack": self.stack,
            "in_force": self.in_force,
            "period": self.period,
            "changes": [
                [each.kind, each.name, each.action, dict(each.values)]
                for each in sorted(self.changes, key=lambda change: change.resource)
            ],
        }


def digest_of_value(value: object) -> str:
    """The digest by which a property's value is compared; equal for equal JSON."""
    return hashlib.sha256(_canonical(value).encode()).hexdigest()[:_SHORT]


def read_review(text: str) -> Review:
    """The review that `Review.written` wrote. Raises ValueError, in one sentence, for whatever is none."""
    try:
        given = json.loads(text)
        review = Review(
            stack=str(given["stack"]),
            in_force=int(given["in_force"]),
            period=int(given["period"]),
            changes=tuple(
                ReviewedChange(str(kind), str(name), str(action), {str(k): str(v) for k, v in values.items()})
                for kind, name, action, values in given["changes"]
            ),
            blocked={
                str(wave): None if count is None else int(count) for wave, count in given["blocked"].items()
            },
            # A review of an earlier version says nothing of newcomers: then nobody of them was reviewed.
            newcomers={
                str(wave): None if each is None else Newcomers.read(each)
                for wave, each in given.get("newcomers", {}).items()
            },
        )
        digest = given["digest"]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError("the review cannot be read") from None
    if digest != review.digest:
        raise ValueError("the review was changed after it was written: its digest is another one")
    return review


def moved(reviewed: Review, proposed: Review) -> Iterator[str]:
    """In what the step that is proposed is not the one that was reviewed; nothing where it is the same."""
    steps = [(each.stack, each.in_force, each.period) for each in (reviewed, proposed)]
    if steps[0] != steps[1]:
        yield f"{_step(proposed)}; reviewed was {_step(reviewed)}"
        return
    before = {change.resource: change for change in reviewed.changes}
    now = {change.resource: change for change in proposed.changes}
    for resource in sorted(before.keys() | now.keys()):
        yield from _change(before.get(resource), now.get(resource))
    for wave, count in proposed.blocked.items():
        yield from _people(wave, reviewed.blocked.get(wave), now=count)
    for wave, newcomers in proposed.newcomers.items():
        yield from _came(wave, reviewed.newcomers.get(wave, Newcomers()), now=newcomers)


def _change(before: ReviewedChange | None, now: ReviewedChange | None) -> Iterator[str]:
    if now is None:
        yield f"{before}: {before.action if before else ''} was reviewed, and it would not be touched now"
    elif before is None:
        yield f"{now}: {now.action} was not reviewed"
    elif before.action != now.action:
        yield f"{now}: {now.action}; reviewed was {before.action}"
    else:
        names = before.values.keys() | now.values.keys()
        other = sorted(name for name in names if before.values.get(name) != now.values.get(name))
        if other:
            yield f"{now}: {now.action} with another {', '.join(other)} than reviewed"


def _people(wave: str, before: int | None, *, now: int | None) -> Iterator[str]:
    if now is None:
        if before is not None:
            yield f"{wave}: nobody can count the people who would lose access; reviewed were {before:,}"
    elif before is None:
        yield f"{wave}: {now:,} would lose access; reviewed was no number"
    elif _grown(before, now):
        yield f"{wave}: {now:,} would lose access; reviewed were {before:,}"


def _came(wave: str, before: Newcomers | None, *, now: Newcomers | None) -> Iterator[str]:
    """Newcomers who lose access must be the very people who were reviewed; of others a few more may come, as
    people do every day. Who waits is not enforced yet, and another step says so.
    """
    if now is None:
        if before is not None:
            yield f"{wave}: nobody can count its newcomers; reviewed were {people(before.admitted)}"
        return
    known = before or Newcomers()
    if now.losing and (now.losing, now.digest) != (known.losing, known.digest):
        whom = "others than reviewed" if now.losing == known.losing else f"reviewed were {known.losing:,}"
        yield f"{wave}: {people(now.losing)} of its newcomers would lose access; {whom}"
    elif _grown(known.admitted, now.admitted):
        yield f"{wave}: {people(now.admitted)} newly under its policy; reviewed were {known.admitted:,}"


def _grown(before: int, now: int) -> bool:
    return now > before + max(_GROWTH_FLOOR, before // _GROWTH_SHARE)


def _step(review: Review) -> str:
    return f"stack {review.stack} goes from period {review.in_force} to {review.period}"


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
