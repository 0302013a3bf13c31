"""All that is wrong with one exported file, kept to what a person can read."""

from dataclasses import dataclass, field

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place

MOST_COMPLAINTS = 20
"""Complaints about one file at most; a wrong file of a million lines is wrong once."""


@dataclass(slots=True)
class FileComplaints:
    """Collects the complaints about the rows of `file`."""

    file: str
    _kept: list[Complaint] = field(default_factory=list)
    _more: int = 0

    def about(self, line: int, *, rule: str, what: str, got: object, expected: str, next_step: str) -> None:
        """Add a complaint about a line."""
        if len(self._kept) >= MOST_COMPLAINTS:
            self._more += 1
            return
        self._kept.append(
            Complaint(
                rule=rule,
                what=what,
                got=got,
                expected=expected,
                next_step=next_step,
                where=Place(self.file, line),
            )
        )

    def no_row(self, line: int, cells: int, *, width: int) -> None:
        """Add that a row has more or fewer cells than there are titles."""
        self.about(
            line,
            rule="csv-row",
            what=f"the row has {cells} cells and the first line names {width} columns",
            got=cells,
            expected=f"{width} cells",
            next_step="put quotes around cells that hold separators or line breaks, or export the file again",
        )

    def no_value(self, line: int, *, cell: str, what: str, expected: str, next_step: str) -> None:
        """Add that a cell says nothing that can be; `what` goes on where the cell has been shown."""
        self.about(
            line,
            rule="csv-value",
            what=f"{quoted(cell)} {what}",
            got=cell,
            expected=expected,
            next_step=next_step,
        )

    def add(self, complaints: tuple[Complaint, ...]) -> None:
        """Add complaints about the file as a whole."""
        self._kept.extend(complaints)

    @property
    def all(self) -> tuple[Complaint, ...]:
        """What was kept, and one more that counts the rest."""
        if not self._more:
            return tuple(self._kept)
        rest = Complaint(
            rule="export-file",
            what=f"{self._more} more lines of this file are wrong",
            got=self._more,
            expected="an export as the admin centre wrote it",
            next_step="look whether this is the right file",
            where=Place(self.file),
        )
        return (*self._kept, rest)


def quoted(text: str) -> str:
    """A cell as it can stand in a sentence, never longer than a line."""
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    return repr(shown) if shown else "nothing"
