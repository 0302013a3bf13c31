"""A campaign walked through on paper: every period's steps, people, budgets and refusals."""

from migration.rehearsal.assumptions import Assumptions
from migration.rehearsal.figures import Figures, WaveFigures, declared_figures
from migration.rehearsal.period_row import PeriodRow, WaveStep
from migration.rehearsal.walk import Rehearsal, rehearse

__all__ = [
    "Assumptions",
    "Figures",
    "PeriodRow",
    "Rehearsal",
    "WaveFigures",
    "WaveStep",
    "declared_figures",
    "rehearse",
]
