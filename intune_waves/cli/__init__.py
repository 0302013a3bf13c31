"""The verbs of ./migrate, one file each."""
