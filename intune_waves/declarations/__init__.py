"""The YAML edge: text in a folder becomes a typed campaign whose values know their file, line and column."""

from intune_waves.campaign.errors import DeclarationError
from intune_waves.declarations.loading import load

__all__ = ["DeclarationError", "load"]
