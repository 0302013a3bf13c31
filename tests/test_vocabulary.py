"""docs/vocabulary.md against the code, both ways."""

import ast
import re
from importlib import import_module
from pathlib import Path

from intune_waves.campaign.stage_effects import STAGE_EFFECTS

PROJECT = Path(__file__).parent.parent
DOMAIN = ("campaign", "step", "guards", "gates", "rehearsal", "planning")
ONE_WORD = re.compile("[A-Z][a-z]+")
DOCUMENT = (PROJECT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-Z][a-z -]+) \| .* \| `([a-z_.A-Z]+)` \|$", DOCUMENT, flags=re.MULTILINE)


def test_every_word_lives_where_the_page_says() -> None:
    assert len(ROWS) > 15
    for word, address in ROWS:
        parts = address.split(".")
        # Modules are written small; behind them stands a class, perhaps with its field, or a function.
        at = next((n for n, part in enumerate(parts) if part[0].isupper()), len(parts) - 1)
        found, rest = getattr(import_module(".".join(parts[:at])), parts[at]), parts[at + 1 :]
        assert all(part in found.__slots__ for part in rest), word


def test_every_class_of_the_domain_that_is_one_word_stands_there() -> None:
    classes = {
        f"intune_waves.{path.parent.name}.{path.stem}.{node.name}"
        for room in DOMAIN
        for path in (PROJECT / "intune_waves" / room).glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and ONE_WORD.fullmatch(node.name)
    }
    assert len(classes) > 40
    assert classes - {address for _, address in ROWS} == set()


def test_no_class_of_the_domain_has_the_name_of_another() -> None:
    names = [
        node.name
        for room in DOMAIN
        for path in (PROJECT / "intune_waves" / room).glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [name for name in names if names.count(name) > 1] == []


def test_no_word_stands_there_twice() -> None:
    words = [word for word, _ in ROWS]
    assert len(set(words)) == len(words)


def test_the_stages_are_listed_in_order_with_what_people_hear() -> None:
    listed = re.findall(r"^\| ([a-z]+) \| ([0-9]) \| (.+) \|$", DOCUMENT, flags=re.MULTILINE)
    told = STAGE_EFFECTS.items()
    assert listed == [(stage.value, str(stage.position), row.people_hear) for stage, row in told]
