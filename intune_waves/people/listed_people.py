"""The people whom a wave lists: inline, or in a CSV or text file of the waves folder."""

from pathlib import Path

from intune_waves.campaign.people import ListedPeople
from intune_waves.people.encoded_text import open_text
from intune_waves.people.table import Column, Kind, open_table

LIST = Kind(
    "a list of people",
    "docs/waves.md",
    (Column("upn", ("userPrincipalName", "UPN", "Primary user UPN"), needed=True),),
)


def listed_people(people: ListedPeople, folder: Path) -> frozenset[str]:
    """The listed names in lower case; `folder` holds the waves folder.

    Raises ExportError for a file that cannot be read.
    """
    if people.file is None:
        return frozenset(upn.lower() for upn in people.upns)
    path = folder / people.file
    if path.suffix.lower() == ".txt":
        with open_text(path, people.file) as text:
            names = [line.partition("#")[0].strip() for line in text]
    else:
        with open_table(path, people.file, LIST) as table:
            position = table.at["upn"]
            names = [row[position].strip() if position < len(row) else "" for _, row in table.rows()]
    return frozenset(name.lower() for name in names if name)
