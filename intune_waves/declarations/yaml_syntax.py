"""What the YAML parser stumbles over, said to people."""

from typing import Any

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place


def syntax_complaint(error: Any, text: str, *, file: str) -> Complaint:
    """The complaint for a parser's error: a tab that indents, or the place where it gave up."""
    lines = text.splitlines()
    tabbed = next(
        (n for n, line in enumerate(lines, 1) if "\t" in line[: len(line) - len(line.lstrip())]), None
    )
    if tabbed:
        where = Place(file, tabbed, lines[tabbed - 1].index("\t") + 1)
        return Complaint(
            rule="yaml-tab", where=where, what="a tab indents this line", expected="spaces to indent"
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)
    if mark is not None:
        where = Place(file, mark.line + 1, mark.column + 1)
    elif isinstance(position, int):
        before = text[:position]
        where = Place(file, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    else:
        where = Place(file)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return Complaint(
        rule="yaml-syntax",
        where=where,
        what=f"this is not YAML: {problem}",
        expected="YAML",
        next_step="look at this line and the one above: quotes, colons, brackets and indentation",
    )
