"""Words of other people, shown as they are: what would turn, hide or colour others is written out."""

_KEPT = "\n\t\u200c\u200d\ufe0f\u00a0"
"""Unseen, and part of texts: ends of lines, what joins letters, and blanks."""


def visible(text: str) -> str:
    """`text` with each character that is not seen and does something written as its number, such as \\u202e.

    A name in a tenant may hold whatever somebody gave it; a terminal or a log would obey it.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _KEPT else _written(each) for each in text)


def _written(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number > 0xFF else f"\\x{number:02x}"
