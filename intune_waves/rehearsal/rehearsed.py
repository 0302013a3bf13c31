"""A rehearsal with what it reckons with, in words."""

from dataclasses import dataclass

from intune_waves.rehearsal.walk import Rehearsal


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal; `basis` says what it reckons with, `notes` what the exports left open."""

    rehearsal: Rehearsal
    basis: str
    notes: tuple[str, ...]
