"""The exports that a verb was given: read, or refused with all that is wrong with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.organisation import Organisation, read_organisation
from intune_waves.stack.refusal import RefusedError

UsersExport = Annotated[
    Path | None,
    typer.Option("--users", metavar="CSV", help="The export of Entra admin centre, Users, Download users."),
]
DevicesExport = Annotated[
    Path | None,
    typer.Option("--devices", metavar="CSV", help="The export of Intune admin centre, Devices, Export."),
]
GroupExports = Annotated[
    list[str] | None,
    typer.Option("--group", metavar="NAME=CSV", help="A group and the export of its members; repeatable."),
]


def read_exports(
    users: Path | None,
    devices: Path | None,
    *,
    groups: Sequence[str] | None,
    evidence: DeviceEvidence | None = None,
    folder: Path | None = None,
) -> Organisation | None:
    """What the exports say, with the inventories that `evidence` names below `folder`; None where none was
    given.

    Raises RefusedError (exit code 2) for a call that makes no sense and for exports that are wrong.
    """
    if users is None:
        if devices or groups:
            raise RefusedError(
                "--devices and --group need the people too", "add --users users.csv", exit_code=2
            )
        return None
    try:
        return read_organisation(
            users, devices, groups=_groups(groups or ()), evidence=evidence, folder=folder
        )
    except ExportError as wrong:
        raise RefusedError(str(wrong), exit_code=2) from None


def _name_and_file(given: str) -> tuple[str, str, str]:
    """A group's name and its file. Both may hold an equals sign: the file is the longest that is there."""
    parts = given.split("=")
    for at in range(1, len(parts)):
        file = "=".join(parts[at:])
        if file and Path(file).exists():
            return "=".join(parts[:at]), "=", file
    return given.rpartition("=")


def _groups(groups: Sequence[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for each in groups:
        name, equals, file = _name_and_file(each)
        key = name.strip().lower()
        if not (key and equals and file):
            raise RefusedError(
                f"--group {each}: this names no group and file",
                "write --group 'Name of the group=members.csv'",
                exit_code=2,
            )
        if key in found:
            raise RefusedError(
                f"--group {each}: the group was given already ({found[key]})",
                "remove one of the two",
                exit_code=2,
            )
        found[key] = Path(file)
    return found
