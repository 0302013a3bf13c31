"""The Pulumi engine as the verbs use it: the stack's file, its state, its runs and their locks."""
