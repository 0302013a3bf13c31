"""docs/vocabulary.md against the code."""

import re
from importlib import import_module
from pathlib import Path

from intune_waves.campaign.stage import Stage

DOCUMENT = (Path(__file__).parent.parent / "docs" / "vocabulary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-Z][a-z -]+) \| .* \| `([a-z_.A-Z]+)` \|$", DOCUMENT, flags=re.MULTILINE)


def test_every_word_lives_where_the_page_says() -> None:
    assert len(ROWS) > 15
    for word, address in ROWS:
        parts = address.split(".")
        # Modules are written small; behind them stands a class, perhaps with its field, or a function.
        at = next((n for n, part in enumerate(parts) if part[0].isupper()), len(parts) - 1)
        found, rest = getattr(import_module(".".join(parts[:at])), parts[at]), parts[at + 1 :]
        assert all(part in found.__slots__ for part in rest), word


def test_no_word_stands_there_twice() -> None:
    words = [word for word, _ in ROWS]
    assert len(set(words)) == len(words)


def test_the_stages_are_listed_in_order() -> None:
    listed = re.findall(r"^\| ([a-z]+) \| ([0-9]) \|", DOCUMENT, flags=re.MULTILINE)
    assert listed == [(stage.value, str(stage.position)) for stage in Stage]
