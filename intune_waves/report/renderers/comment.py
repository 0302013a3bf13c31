"""The pull request's comment: what merging does, in people first, with the review that `up` asks for."""

import base64
import binascii
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intune_waves.report.clean_text import clean
from intune_waves.report.renderers.markdown import Section, markdown
from intune_waves.report.renderers.markdown_text import escaped
from intune_waves.report.rows import Report
from intune_waves.step.review import Review, read_review

MARK = "<!-- intune-waves comment -->"
"""By which the comment is found again, so that a pull request has one, edited in place."""

LARGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment."""

_SENTENCES = 40
_RESOURCES = 60
# The engine ends its preview at the first refusal: what it has listed until then is a part at best.
_UNKNOWN = (
    "Not known: the step is refused, and the preview ended there. Put right what refuses it, and the next "
    "comment shows every change."
)
_BLOCK = re.compile(r"<!-- intune-waves review ([A-Za-z0-9+/=]+) -->")
_LARGEST_REVIEW = 8_000_000
"""Bytes that a review may unpack to: far above any campaign's, below what hurts."""


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """What a comment says of a step besides the report: `sentences` is what it means to people."""

    review: Review
    sentences: Sequence[str]
    refusals: Sequence[str]
    warnings: Sequence[str]


def with_newcomers(report: Report, warnings: Sequence[str]) -> tuple[Report, tuple[str, ...]]:
    """The report with what the preview has said of each enforced wave's newcomers, and all other warnings.

    The preview knows more than the tenant does: whom a list or a share brings by the step itself.
    """
    rows, taken = [], set[str]()
    for row in report.enforced:
        said = [each for each in warnings if clean(each).startswith(f"{row.title}: ")]
        taken.update(said)
        rows.append(replace(row, coming=tuple(map(clean, said))) if said else row)
    left = tuple(each for each in warnings if each not in taken)
    return replace(report, enforced=tuple(rows)), left


def comment(report: Report, step: ReviewedText, *, limit: int = LARGEST) -> str:
    """The comment in at most `limit` characters, whatever the campaign's size; nobody's name is in it.

    A step that is refused carries no review, so it cannot be applied. Raises ValueError for a limit that
    leaves no room.
    """
    head = "\n".join([MARK, *_head(step)])
    foot = "" if step.refusals else f"\n{review_block(step.review)}\n"
    room = limit - len(head) - len(foot) - 2
    return f"{head}\n\n{markdown(report, room, added=list(_sections(step)))}{foot}"


def _head(step: ReviewedText) -> Iterator[str]:
    review = step.review
    where = f"the stack `{review.stack}`"
    if review.period == review.in_force:
        yield f"**Merging this leaves {where} in period {review.period}.**"
    else:
        back = "back " if review.period < review.in_force else ""
        yield f"**Merging this takes {where} {back}from period {review.in_force} to {review.period}.**"
    if step.refusals:
        yield "\n> [!CAUTION]"
        yield "> It would be refused, so `up` will not run:"
        yield from (f"> - {escaped(each)}" for each in step.refusals[:_SENTENCES])
    else:
        yield f"`up` applies exactly this: review `{review.digest[:16]}`."


def _sections(step: ReviewedText) -> Iterator[Section]:
    # The report says it of the period that comes next; of any other step, this does.
    if step.sentences and step.review.period != step.review.in_force + 1:
        text = "\n".join(f"- {escaped(each)}" for each in step.sentences[:_SENTENCES])
        yield Section("What that means to people", text, f"{len(step.sentences)} waves")
    if step.warnings:
        text = "\n".join(f"- {escaped(each)}" for each in step.warnings[:_SENTENCES])
        yield Section("Warnings", text, f"{len(step.warnings)} warnings")
    changes = step.review.changes
    if step.refusals:
        yield Section("What changes in the tenant", _UNKNOWN, "not known")
        return
    if not changes:
        yield Section("What changes in the tenant", "Nothing.", "nothing")
        return
    counted = Counter((each.kind.rpartition(":")[2], each.action) for each in changes)
    rows = [f"| {kind} | {action} | {count} |" for (kind, action), count in sorted(counted.items())]
    table = "\n".join(["| kind | what is done | how many |", "|--|--|--:|", *rows])
    yield Section(
        "What changes in the tenant", f"{table}\n\n{_listed(step.review)}", f"{len(changes)} objects"
    )


def _listed(review: Review) -> str:
    lines = [
        f"- {escaped(str(each))}: {each.action} ({escaped(', '.join(sorted(each.values)))})"
        for each in sorted(review.changes, key=lambda change: change.resource)
    ]
    rest = len(lines) - _RESOURCES
    if rest > 0:
        lines = [*lines[:_RESOURCES], f"- … and {rest} more; `./migrate preview --diff` shows each"]
    return "<details><summary>each object</summary>\n\n" + "\n".join(lines) + "\n\n</details>"


def review_block(review: Review) -> str:
    """The review as one line; Base64, so that nothing in it can end the comment that it stands in."""
    packed = zlib.compress(review.written().encode(), 9)
    return f"<!-- intune-waves review {base64.b64encode(packed).decode()} -->"


def find_review(markdown: str) -> Review:
    """The review in a pull request's comment. Raises ValueError, in one sentence, where there is not
    exactly one that can be read.
    """
    found = _BLOCK.findall(markdown)
    if len(found) != 1:
        raise ValueError("there is no review in it" if not found else "there is more than one review in it")
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(base64.b64decode(found[0], validate=True), _LARGEST_REVIEW)
        if not unpacking.eof:
            raise ValueError
        return read_review(text.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise ValueError("the review cannot be read") from None
    except ValueError as refused:
        raise ValueError(str(refused) or "the review cannot be read") from None
