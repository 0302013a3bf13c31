"""Text of other people's making inside Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@&$]|:(?=//)|(?<=www)\.)")
_UNSEEN = (
    {each for each in range(0x202A, 0x202F)} | {each for each in range(0x2066, 0x206A)} | {0x200B, 0xFEFF}
)


def escaped(text: str, longest: int = 300) -> str:
    """`text` on one line, so that nothing in it is markup, a mention, a link, or turns the line around."""
    seen = "".join(each for each in text if ord(each) not in _UNSEEN)
    line = " ".join("".join(each if each.isprintable() else " " for each in seen).split())
    short = line if len(line) <= longest else f"{line[: longest - 1]}…"
    return _SPECIAL.sub(_shown, short)


def _shown(found: re.Match[str]) -> str:
    # GitHub may look for mentions and numbers after entities are resolved: a space of no width parts them.
    parted = "&#8203;" if found[1] in "@#" else ""
    return f"&#{ord(found[1])};{parted}"
