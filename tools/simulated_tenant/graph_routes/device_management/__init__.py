"""Graph's deviceManagement: Intune's devices, policies, restrictions and settings."""
