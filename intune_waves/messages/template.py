"""A template: the subject and the Markdown of a message, as an administrator wrote them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place

REMINDER = "reminder"
"""The template of the notification that Intune sends on its own."""
LATER = "later"
"""The template of the message that a day which people were told becomes a later one."""
MISSING = "missing"
"""The template of the message to people who have not acted."""
NAMES = ("announce", "instruct", "deadline", "enforce", LATER, MISSING, REMINDER)
"""The templates that there are: one per stage that people hear of, the later day, who has not acted, and the
reminder.
"""
KEYS = ("subject",)

_FENCE = "---"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Template:
    """One file. `name` is the file's without `.md`, `language` its folder's."""

    name: str
    language: str
    file: str
    subject: str
    subject_place: Place
    body: str
    body_line: int
    """The line of the file in which the body begins."""

    def place(self, line: int, column: int = 1) -> Place:
        """A place in the file, from a line of the body; both count from 1."""
        return Place(self.file, self.body_line + line - 1, column)


def read_template(text: str, *, file: str, name: str, language: str) -> Template:
    """The template in a file's text. Raises MessageError with all complaints about the lines at its top."""
    lines = text.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        raise MessageError([_no_front_matter(file)])
    entries = _entries("".join(lines[1 : fences[1]]), file)
    complaints = [*_judge(entries, file)]
    if complaints:
        raise MessageError(complaints)
    subject, place = next((value, place) for key, _, value, place in entries if key == "subject")
    body = "".join(lines[fences[1] + 1 :])
    return Template(name, language, file, subject, place, body, fences[1] + 2)


_Entry = tuple[str, Place, str, Place]


def _entries(text: str, file: str) -> list[_Entry]:
    """Each key and value with its place; a value that is no text is empty."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = Place(file, mark.line + 2, mark.column + 1) if mark else Place(file, 2, 1)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise MessageError([_no_yaml(where, str(problem))]) from None
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise MessageError([_no_yaml(_place(file, node), "there are no keys and values")])
    found = []
    for key, value in node.value if node else ():
        is_text = isinstance(value, yaml.ScalarNode)
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "a key that is no text"
        found.append((name, _place(file, key), str(value.value) if is_text else "", _place(file, value)))
    return found


def _place(file: str, node: Any) -> Place:
    # The mark counts from 0, and from the line below the fence.
    return Place(file, node.start_mark.line + 2, node.start_mark.column + 1)


def _judge(entries: list[_Entry], file: str) -> Iterator[Complaint]:
    seen: set[str] = set()
    for key, at_key, value, at_value in entries:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            yield Complaint(
                rule="unknown-key",
                where=at_key,
                path=key,
                what=f"there is no such key{guess}",
                got=key,
                expected=" or ".join(KEYS),
            )
        elif key in seen:
            yield Complaint(
                rule="duplicate-key",
                where=at_key,
                path=key,
                what="the key stands here again",
                got=key,
                expected="each key once",
                next_step="remove one of them",
            )
        elif not value.strip():
            yield Complaint(
                rule="message-subject",
                where=at_value,
                path=key,
                what="the subject says nothing",
                got=value,
                expected="one line of text",
            )
        seen.add(key)
    if "subject" not in seen:
        yield Complaint(
            rule="missing-key",
            where=Place(file, 1, 1),
            path="subject",
            what="the key is missing",
            expected="subject: and a line of text",
            next_step="add it",
        )


def _no_yaml(where: Place, problem: str) -> Complaint:
    return Complaint(
        rule="yaml-syntax",
        where=where,
        what=f"this is not YAML: {problem}",
        got=problem,
        expected="YAML",
        next_step="write subject: and the subject, in quotes where it has a colon or begins with a bracket",
    )


def _no_front_matter(file: str) -> Complaint:
    return Complaint(
        rule="message-subject",
        where=Place(file, 1, 1),
        what="the file does not begin with its subject",
        expected=f"a line {_FENCE}, then subject: and the subject, then a line {_FENCE}",
    )
