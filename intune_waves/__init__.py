"""The library of intune-waves, by what it is about: one room for each subject (docs/architecture.md)."""
