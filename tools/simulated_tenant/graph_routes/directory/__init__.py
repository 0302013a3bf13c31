"""Graph's directory: users, groups and who is in them, roles, service principals."""
