"""What has drifted, as the text of one issue."""

from collections.abc import Iterator, Sequence
from datetime import date

from intune_waves.report.renderers.markdown_text import escaped
from intune_waves.step.drift import Drift, Severity

_LARGEST = 50_000


def drift_issue(stack: str, drifts: Sequence[Drift], *, day: date) -> str:
    """The issue's text, worst first: its first line is the title, as a heading. There is at least one drift.

    Never a person's name in it, and never longer than an issue may be.
    """
    lines = list(_lines(stack, drifts, day=day))
    while len("\n".join(lines)) > _LARGEST:
        lines = [*lines[: len(lines) * 9 // 10], "- … and more: `./migrate drift` lists all of it."]
    return "\n".join(lines) + "\n"


def _lines(stack: str, drifts: Sequence[Drift], *, day: date) -> Iterator[str]:
    resources = "1 resource is" if len(drifts) == 1 else f"{len(drifts)} resources are"
    worst = min(drifts, key=lambda each: each.severity).severity.title
    yield f"# Drift in {stack}: {worst[0].lower()}{worst[1:]}"
    yield f"\nOn {day}, {resources} not as applied in the stack `{stack}`."
    for severity in Severity:
        found = [each for each in drifts if each.severity is severity]
        if found:
            yield f"\n### {severity.value}. {severity.title}\n"
            yield from (f"- {escaped(str(each))}" for each in found)
    yield "\nWhat to do: `./migrate preview --refresh` shows each difference; the next `up` puts back what"
    yield "was applied. Where the change is wanted, make it in `waves/` instead, by a pull request."
