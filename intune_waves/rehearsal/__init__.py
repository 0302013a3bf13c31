"""A campaign walked through on paper: every period's moves, people, budgets and refusals."""

from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.figures import Figures, WaveFigures, declared_figures
from intune_waves.rehearsal.period_row import PeriodRow, RehearsedMove
from intune_waves.rehearsal.walk import Rehearsal, Rehearsed, rehearse

__all__ = [
    "Assumptions",
    "Figures",
    "PeriodRow",
    "Rehearsal",
    "Rehearsed",
    "RehearsedMove",
    "WaveFigures",
    "declared_figures",
    "rehearse",
]
