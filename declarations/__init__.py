"""The YAML edge: text in a folder becomes a typed campaign whose values know their file, line and column."""

from declarations.loading import load
from migration.errors import DeclarationError

__all__ = ["DeclarationError", "load"]
