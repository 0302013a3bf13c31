"""A wave that is being filled, and the pieces of cells that go into it."""

from dataclasses import dataclass, field, replace

from intune_waves.campaign.share import draw
from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.candidate import Candidate
from intune_waves.planning.cell import Cell, joined_factors
from intune_waves.planning.proposal import Reason


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
        names = set(draw(self.cell.names, size=size, seed=self.cell.id))
        drawn = tuple(name for name in self.cell.names if name in names)
        others = tuple(name for name in self.cell.names if name not in names)
        taken = Reason("growth-at-most-fourfold", f"{size:,} of {self.people:,} people, as many as fit")
        left = Reason("whole-departments", "what the wave before it had no room for")
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
