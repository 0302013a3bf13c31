"""Adatum Corporation as it is before the migration: its people, their devices, its first groups."""
