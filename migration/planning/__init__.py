"""A proposal of waves and start periods, from the factors, by rules that are stated with each choice.

A person reviews it and writes it down; no preview and no up ever reads it.
"""

from migration.planning.candidate import Candidate
from migration.planning.cell import Cell
from migration.planning.filling import propose_waves
from migration.planning.limits import PlanLimits
from migration.planning.proposal import Proposal, ProposedWave, Reason
from migration.planning.rescheduling import reschedule
from migration.planning.starts import propose_starts

__all__ = [
    "Candidate",
    "Cell",
    "PlanLimits",
    "Proposal",
    "ProposedWave",
    "Reason",
    "propose_starts",
    "propose_waves",
    "reschedule",
]
