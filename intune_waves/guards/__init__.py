"""Guards: the rules that no plan may break. One module per rule, named after its id."""

from intune_waves.guards.every_guard import EVERY_GUARD, judge
from intune_waves.guards.guard import Guard

__all__ = ["EVERY_GUARD", "Guard", "judge"]
