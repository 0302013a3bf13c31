"""The SHA-256 sums that downloads are held against: tools/engine/checksums.txt, as sha256sum writes them."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

PLACE = "tools/engine/checksums.txt"
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S+)")


def pinned_sums(project: Path) -> dict[str, str]:
    """The sum of each archive's name, in small letters. A file that is not there pins nothing."""
    try:
        return sums_in((project / PLACE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def sums_in(text: str) -> dict[str, str]:
    """The sums that lines of the form of `sha256sum` tell; other lines tell none."""
    found = map(_LINE.fullmatch, map(str.strip, text.splitlines()))
    return {line[2]: line[1].lower() for line in found if line}


def write_sums(project: Path, sums: Mapping[str, str]) -> None:
    """Write these sums in place of all others; what the file says of itself stays."""
    path = project / PLACE
    try:
        before = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        before = []
    said = [line for line in before if line.startswith("#")]
    lines = [*said, *(f"{sums[name]}  {name}" for name in sorted(sums))]
    written = path.with_suffix(".new")
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(written, path)
