"""The tenant as facts: what Graph says, in the words that guards and gates judge by."""
