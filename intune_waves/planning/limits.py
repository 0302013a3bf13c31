"""What a plan has to keep to."""

from dataclasses import dataclass, field

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Brake
from intune_waves.planning.proposal import PlanRule

GROWTH_AT_MOST_FOURFOLD = PlanRule(
    "growth-at-most-fourfold",
    "At most 50 people first, then at most four times the people of all waves before.",
)
GROWTH = 4
"""How many times the people of all waves before it a wave may have."""
FIRST_WAVE = 50
"""People of the first wave at most."""


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """The campaign's calendar and brake, and what people and the tenant can carry."""

    calendar: Calendar
    brake: Brake = field(default_factory=Brake)
    helpdesk: int | None = None
    """People who may be newly asked in a period; None when nobody said."""
    most_waves: int | None = None
    """How many waves the tenant's restriction budget leaves room for."""
