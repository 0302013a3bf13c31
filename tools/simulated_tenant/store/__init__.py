"""What the tenant remembers, in one SQLite file."""
