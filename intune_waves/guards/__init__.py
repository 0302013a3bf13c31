"""Guards: the rules that no plan may break. One module per rule, named after its id."""

from intune_waves.guards.guard import Guard, every_guard, guard, judge

__all__ = ["Guard", "every_guard", "guard", "judge"]
