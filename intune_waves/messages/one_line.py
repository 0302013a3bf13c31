"""Texts of others, such as names, as they can stand in a line: no line breaks, no control characters."""

_JOINERS = "\u200c\u200d"
"""Invisible, and part of names in several scripts."""


def one_line(text: str) -> str:
    """`text` in one line; whatever does not print becomes a space, and no two spaces follow each other."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """`text` with a space for each character that does not print."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _JOINERS else " " for each in text)
