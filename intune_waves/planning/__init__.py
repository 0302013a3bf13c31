"""A proposal of waves and start periods, from the factors, by rules that are stated with each choice.

A person reviews it and writes it down; no preview and no up ever reads it.
"""

from intune_waves.planning.candidate import Candidate
from intune_waves.planning.cell import Cell
from intune_waves.planning.filling import propose_waves
from intune_waves.planning.limits import PlanLimits
from intune_waves.planning.proposal import Proposal, ProposedWave, Reason
from intune_waves.planning.rescheduling import reschedule
from intune_waves.planning.starts import propose_starts

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
