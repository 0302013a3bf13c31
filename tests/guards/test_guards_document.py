"""docs/guards.md against the guards: every one, its sentence, why, and what to do."""

import re
from pathlib import Path

from intune_waves.guards import every_guard

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "guards.md").read_text(encoding="utf-8")


def test_the_table_lists_every_guard_with_its_sentence() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", DOCUMENT, flags=re.MULTILINE)
    assert rows == [(guard.rule, guard.sentence) for guard in every_guard()]


def test_each_guard_has_a_section_with_a_reason_and_a_way_on() -> None:
    sections = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]
    by_title = {title: text for title, _, text in (section.partition("\n") for section in sections)}
    others = ("Asking more of enforced people", "Guards of your own", "Going back")
    assert [title for title in by_title if title not in others] == [guard.rule for guard in every_guard()]
    for guard in every_guard():
        assert re.search(r"^\*\*Why\.\*\* \w", by_title[guard.rule], flags=re.MULTILINE)
        assert re.search(r"^\*\*What to do\.\*\* \w", by_title[guard.rule], flags=re.MULTILINE)
