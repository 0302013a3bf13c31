"""The step from the period in force to the one proposed: what moves, and what the tenant would hold."""
