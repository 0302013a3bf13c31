"""Tempers: how kind the tenant is, as small files that can be combined and seeded."""
