"""Signing in: Entra's token endpoint, OIDC discovery, and the metadata that azuread asks for."""
