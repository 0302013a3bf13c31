"""Guards: the rules that no plan may break. One module per rule, named after its id.

What an organisation's own guard needs is here, and stays here (docs/guards.md).
"""

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import Guard, every_guard, guard, judge
from intune_waves.step.plan import (
    PlannedClosing,
    PlannedPeople,
    PlannedPeriod,
    PlannedPolicies,
    PlannedRestrictions,
)

__all__ = [
    "Complaint",
    "Guard",
    "PlannedClosing",
    "PlannedPeople",
    "PlannedPeriod",
    "PlannedPolicies",
    "PlannedRestrictions",
    "Stage",
    "every_guard",
    "guard",
    "judge",
]
