"""Lists of people, such as those whom a gate misses: private files beside the project, never state or log."""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.user import IDS_PER_BATCH, principal_names

_FOLDER = "missing"
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula ("CSV Injection", OWASP)."""


def list_path(environment: Mapping[str, str], wave: str, *, stage: str) -> Path:
    """Where the list of a wave's step goes."""
    return home_of(environment) / f"{wave}-{stage}.csv"


def home_of(environment: Mapping[str, str]) -> Path:
    """The folder of the lists: in the runtime folder, that of the project where none is set."""
    home = environment.get("INTUNE_WAVES_HOME")
    return (Path(home).expanduser() if home else Path(".intune-waves")) / _FOLDER


async def write_people(path: Path, people: Sequence[tuple[str, object]], *, client: GraphClient) -> str:
    """Write people's ids, each with a reason, readable by its owner alone; answers the clause that says
    where.

    Names are looked up for these people only, by twenty thousand. Where they cannot be had the file holds
    ids without names; where it cannot be written, the clause says so.
    """
    named = True
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["userPrincipalName", "id", "reason"])
            for start in range(0, len(people), IDS_PER_BATCH):
                part = people[start : start + IDS_PER_BATCH]
                try:
                    names = await principal_names(client, [each for each, _ in part]) if named else {}
                except GraphError:
                    named, names = False, {}
                rows.writerows(_rows(part, names))
        os.replace(fresh, path)
    except OSError as error:
        return f"they could not be listed in {path} ({error.strerror})"
    return f"they are listed in {path}" + ("" if named else " by id, because their names could not be read")


def write_private(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a table that its owner alone can read, in the file's place at once. Raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as file:
        csv.writer(file).writerows([_inert(str(cell)) for cell in row] for row in rows)
    os.replace(fresh, path)


def _rows(part: Sequence[tuple[str, object]], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(_inert(names.get(each, "")), each, _inert(str(reason))) for each, reason in part]


def _inert(cell: str) -> str:
    """The cell as a spreadsheet shows it: a text, and never a formula."""
    shown = "".join(letter if letter.isprintable() else " " for letter in cell)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULAS) else shown
