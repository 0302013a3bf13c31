"""A wave that is being filled: the pieces of cells that go into it, then its people and its name."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ListedPeople, People, draw_share
from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.candidate import Candidate
from intune_waves.planning.cell import Cell, joined_factors
from intune_waves.planning.limits import GROWTH_AT_MOST_FOURFOLD
from intune_waves.planning.proposal import PlanRule, Reason

WHOLE_DEPARTMENTS = PlanRule("whole-departments", "A department in a country stays together where it fits.")
LONGEST_RULE = 3072
"""Characters; Microsoft Learn, "Manage rules for dynamic membership groups in Microsoft Entra ID"."""
LONGEST_TITLE = 80
_PILOTS = ("Limited pilot", "Expanded pilot")


@dataclass(frozen=True, slots=True)
class Piece:
    """People of one cell in their turn: all of them, or what is left of it, or what was drawn from it."""

    cell: Cell
    candidate: Candidate
    reasons: tuple[Reason, ...]
    is_part: bool = False

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.cell.names)

    @property
    def kind(self) -> tuple[bool, bool]:
        """What no wave mixes: IT or not, high business risk or not."""
        return self.candidate.is_it, self.candidate.factors.business_risk is Level.HIGH

    def split(self, size: int) -> "tuple[Piece, Piece]":
        """`size` people, a stable share, and the others."""
        names = set(draw_share(self.cell.names, size=size, seed=self.cell.id))
        drawn = tuple(name for name in self.cell.names if name in names)
        others = tuple(name for name in self.cell.names if name not in names)
        taken = GROWTH_AT_MOST_FOURFOLD.because(f"{size:,} of {self.people:,} people, as many as fit")
        left = WHOLE_DEPARTMENTS.because("what the wave before it had no room for")
        return (
            replace(self, cell=replace(self.cell, names=drawn), reasons=(*self.reasons, taken), is_part=True),
            replace(self, cell=replace(self.cell, names=others), reasons=(left,), is_part=True),
        )


@dataclass(slots=True)
class Draft:
    """The pieces of a wave, with the reasons for each."""

    pieces: list[Piece] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    is_rest: bool = False

    @property
    def people(self) -> int:
        """How many people are in it."""
        return sum(piece.people for piece in self.pieces)

    @property
    def factors(self) -> Factors:
        """The hardest of each factor."""
        return joined_factors(piece.candidate for piece in self.pieces)

    @property
    def is_it(self) -> bool:
        """Whether only IT is in it."""
        return bool(self.pieces) and all(piece.candidate.is_it for piece in self.pieces)

    @property
    def countries(self) -> list[str]:
        """The countries of its people, in the order in which they came."""
        return list(dict.fromkeys(piece.cell.country or "" for piece in self.pieces))

    def add(self, piece: Piece) -> None:
        """Take a piece in, with its reasons."""
        self.pieces.append(piece)
        self.reasons += (Reason(each.rule, f"{piece.cell.id}: {each.text}") for each in piece.reasons)


def people_of(draft: Draft, leave_out: Sequence[str]) -> tuple[People, tuple[str, ...]]:
    """The people of a wave, and their names where they are listed.

    The file of a list is named later: it depends on the wave's id.
    """
    if draft.is_rest:
        return EverybodyElse(), ()
    rule = None if any(piece.is_part for piece in draft.pieces) else _rule(draft, leave_out)
    if rule is not None:
        return DynamicRule(rule), ()
    names = tuple(sorted(name for piece in draft.pieces for name in piece.cell.names))
    return ListedPeople(len(names)), names


def _rule(draft: Draft, leave_out: Sequence[str]) -> str | None:
    cells = [piece.cell for piece in draft.pieces]
    if not all(_can_be_said(cell) for cell in cells):
        return None
    by_country: dict[str | None, list[str]] = {}
    for cell in cells:
        by_country.setdefault(cell.country, []).append(cell.department or "")
    parts = [_part(country, departments) for country, departments in by_country.items()]
    chosen = parts[0] if len(parts) == 1 else "(" + " -or ".join(f"({part})" for part in parts) + ")"
    conditions = ["(user.accountEnabled -eq true)", '(user.userType -eq "Member")', chosen]
    if leave_out:
        conditions.append(f"(user.userPrincipalName -notIn {_list(leave_out)})")
    rule = " -and ".join(conditions)
    return rule if len(rule) <= LONGEST_RULE else None


def _part(country: str | None, departments: Sequence[str]) -> str:
    conditions = []
    if country is not None:
        conditions.append(f'(user.country -eq "{country}")')
    if departments != [""]:
        conditions.append(f"(user.department -in {_list(sorted(departments))})")
    return " -and ".join(conditions)


def _can_be_said(cell: Cell) -> bool:
    values = [each for each in (cell.department, cell.country) if each is not None]
    # Quotes, backticks and backslashes are escaped in ways that differ; brackets would look unbalanced.
    plain = all(each.isprintable() and not set(each) & set("\"'`\\()[]") for each in values)
    return bool(values) and plain


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def wave_names(drafts: Sequence[Draft]) -> list[tuple[str, str]]:
    """An id and a title for each wave: pilots for IT and the very first, then phases with their countries."""
    titles: list[str] = []
    phase = 0
    for n, draft in enumerate(drafts):
        if draft.is_rest:
            titles.append("Everybody else")
        elif n < len(_PILOTS) and (draft.is_it or not n):
            titles.append(_PILOTS[n])
        else:
            phase += 1
            titles.append(_phase(phase, draft))
    return [(wave_id(title), title) for title in titles]


def wave_id(title: str) -> str:
    """The title in kebab-case, in the letters that ids have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def _phase(number: int, draft: Draft) -> str:
    places = ["IT"] if draft.is_it else [each for each in draft.countries if each.isprintable() and each]
    if not places:
        return f"Phase {number}"
    shown = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
    title = f"Phase {number}: {shown}"
    return title if len(title) <= LONGEST_TITLE else f"Phase {number}: {len(places)} countries"
