"""Declared words inside Markdown: they are shown as they are, and never taken for Markdown themselves."""

import re

from markupsafe import Markup

from intune_waves.messages.one_line import printable

_ACTIVE = re.compile(r"[^\w ]|_")
_SPACES = re.compile(r" {2,}")
_INERT = re.compile(r"&#([0-9]{1,7});")


class Markdown(Markup):
    """A text that was declared as Markdown, and is taken as such."""


def inert(words: str) -> Markup:
    """`words` in one line, every character that could mean something written as its number.

    CommonMark 0.31, "Entity and numeric character references": they cannot stand for symbols that indicate
    structure.
    """
    in_one_line = _SPACES.sub(" ", printable(words))
    return Markup(_ACTIVE.sub(lambda found: f"&#{ord(found[0])};", in_one_line))


def active(code: str) -> str:
    """The words behind `inert`, for code, in which Markdown leaves references as they are."""
    return _INERT.sub(lambda found: chr(int(found[1])), code)
