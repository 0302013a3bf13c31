"""A file of people: which user principal names it holds, and in which line.

Understood are CSV exports of the admin centres, text files with one name in a line (# begins a comment),
and a wave's own YAML file, whose `people.list` holds the names. Columns: "Bulk download users in
Microsoft Entra ID", Microsoft Learn, 2024-11, and the Intune admin centre's device export.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from intune_waves.provider.protocol.property import Failure

_COLUMNS = frozenset({"userprincipalname", "upn", "primaryuserupn"})
_LARGEST_BYTES = 50 * 1024 * 1024
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The names of a file, in lower case, with the line of each. `shown` is the path as it was given."""

    shown: str
    lines: dict[str, int]

    @property
    def digest(self) -> str:
        """The same for the same people, whatever their order and the file's format."""
        return sha256("\n".join(sorted(self.lines)).encode()).hexdigest()[:32]

    def place(self, name: str) -> str:
        """Where a name stands, as file:line."""
        return f"{self.shown}:{self.lines[name]}"


def read_people(path: str) -> PeopleFile | list[Failure]:
    """The people in the file, which is relative to the project's folder; or all that is wrong with it."""
    try:
        if Path(path).stat().st_size > _LARGEST_BYTES:
            return [_failure(f"{path}: it is larger than {_LARGEST_BYTES // 2**20} MiB [people-file]")]
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            found = list(_names(path, file))
    except FileNotFoundError:
        return [_failure(f"{path}: there is no such file; paths start at the project's folder [people-file]")]
    except (UnicodeDecodeError, csv.Error, _UnreadableError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return [_failure(f"{path}: {reason} [people-file]")]
    except OSError as error:
        return [_failure(f"{path}: it cannot be read ({error.strerror}) [people-file]")]
    lines: dict[str, int] = {}
    wrong = []
    for line, written in found:
        name = written.strip().lower()
        if name in lines:
            wrong.append(
                f"{path}:{line}: {name} stands here again, first in line {lines[name]} [person-twice]"
            )
        elif "@" not in name or any(character.isspace() for character in name):
            wrong.append(f"{path}:{line}: {written!r} is no user principal name [upn]")
        else:
            lines[name] = line
    if not found:
        wrong.append(
            f"{path}: nobody stands in the file; write at least one user principal name [empty-list]"
        )
    return [_failure(joined(wrong))] if wrong else PeopleFile(path, lines)


def joined(sentences: list[str]) -> str:
    """The first ten sentences, one to a line, and how many more there are."""
    more = [f"and {len(sentences) - _SHOWN} more"] if len(sentences) > _SHOWN else []
    return "\n".join([*sentences[:_SHOWN], *more])


class _UnreadableError(Exception):
    """The file's form is not one of those understood."""


def _failure(reason: str) -> Failure:
    return Failure("peopleFile", reason)


def _names(path: str, file: TextIO) -> Iterator[tuple[int, str]]:
    if path.lower().endswith((".yaml", ".yml")):
        yield from _yaml_names(file)
        return
    first = file.readline()
    # Spreadsheets in many countries write semicolons where others write commas.
    delimiter = max(",;\t", key=first.count)
    titles = [
        title.replace(" ", "").strip().lower() for title in next(csv.reader([first], delimiter=delimiter), [])
    ]
    column = next((index for index, title in enumerate(titles) if title in _COLUMNS), None)
    if column is None and delimiter in first:
        raise _UnreadableError("the first line names no column userPrincipalName")
    if column is None:
        file.seek(0)
        for number, line in enumerate(file, 1):
            if name := line.partition("#")[0].strip().strip('"').strip():
                yield number, name
        return
    reader = csv.reader(file, delimiter=delimiter)
    begins = 2
    for row in reader:
        if any(cell.strip() for cell in row):
            yield begins, row[column] if column < len(row) else ""
        # A quoted cell may hold line breaks, so the next row begins where this one ended.
        begins = reader.line_num + 2


def _yaml_names(file: TextIO) -> Iterator[tuple[int, str]]:
    # Imported here: most people stand in CSV files.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node: Any = yaml.compose(file, Loader=loader)
    except yaml.YAMLError as error:
        raise _UnreadableError(f"it is not YAML ({str(error).splitlines()[0]})") from None
    for wanted in ("people", "list"):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == wanted), None)
    if not isinstance(node, yaml.SequenceNode):
        raise _UnreadableError("people.list holds no names")
    for item in node.value:
        yield item.start_mark.line + 1, str(item.value)
