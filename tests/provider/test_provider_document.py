"""docs/provider.md against the code: every kind, every property, every setting, no more and no less."""

import re
from pathlib import Path

from intune_waves.graph.compliance_settings import NOT_TAKEN
from intune_waves.provider.protocol.docstrings import sentence_of
from intune_waves.provider.protocol.kinds import every_kind
from intune_waves.provider.written_contract import COMMAND, document

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "provider.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (`.*) \|$", section, flags=re.MULTILINE)
    return [row.split(" | ") for row in found]


def test_every_kind_is_listed_with_its_sentence_and_a_promise() -> None:
    rows = _rows("The kinds")
    assert [(kind, sentence) for kind, sentence, _ in rows] == [
        (f"`{token}`", sentence_of(kind.declared)) for token, kind in every_kind().items()
    ]
    assert all(promise.endswith(".") for _, _, promise in rows)


def test_its_tables_are_those_that_the_declarations_say() -> None:
    assert document(DOCUMENT) == DOCUMENT, f"run `{COMMAND}`"


def test_the_settings_that_are_not_taken_are_named() -> None:
    section = DOCUMENT.partition("\n## The settings of a compliance policy\n")[2]
    assert all(f"`{name}`" in section for name in NOT_TAKEN)
