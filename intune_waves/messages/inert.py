"""Other people's words, such as names, shown as they are: in one line, and never taken for Markdown."""

import re

from markupsafe import Markup

_JOINERS = "\u200c\u200d"
"""Invisible, and part of names in several scripts."""
_KEPT = f"{_JOINERS}\n\t\u200e\u200f\u00a0\u202f\u00ad"
_ACTIVE = re.compile(r"[^\w ]|_")
_SPACES = re.compile(r" {2,}")
_INERT = re.compile(r"&#([0-9]{1,7});")


def one_line(text: str) -> str:
    """`text` in one line; whatever does not print becomes a space, and no two spaces follow each other."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """`text` with a space for each character that does not print."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _JOINERS else " " for each in text)


def without_unseen(text: str) -> str:
    """`text` in its lines, with a space for each character that is not seen and changes what others see.

    What joins letters stays, and so do the two marks that right-to-left languages need.
    """
    return "".join(each if each.isprintable() or each in _KEPT else " " for each in text)


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
