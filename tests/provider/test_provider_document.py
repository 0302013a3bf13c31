"""docs/provider.md against the code: every kind, every property, every setting, no more and no less."""

import re
from pathlib import Path
from typing import Any

import pytest

from intune_waves.graph.compliance_setting import Setting
from intune_waves.graph.compliance_settings import NOT_TAKEN, SETTINGS
from intune_waves.provider.protocol.docstrings import sentence_of
from intune_waves.provider.protocol.kind import Kind
from intune_waves.provider.protocol.kinds import every_kind

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


def _names(kind: type[Kind[Any]], *roles: str) -> str:
    return ", ".join(f"`{one.name}`" for one in kind.properties if one.role in roles)


def test_every_property_that_a_program_sets_or_reads_is_listed() -> None:
    assert _rows("What a program sets and reads") == [
        [
            f"`{token.rpartition(':')[2]}`",
            _names(kind, "input", "condition"),
            _names(kind, "output", "computed") or "nothing",
        ]
        for token, kind in every_kind().items()
    ]


def _described(name: str, setting: Setting) -> str:
    if setting.kind == "boolean":
        return f"`{name}`"
    held = (
        setting.expected.removeprefix("one of ")
        .removeprefix("a whole number ")
        .removeprefix("of ")
        .partition(" such as")[0]
    )
    return f"`{name}` ({held})"


@pytest.mark.parametrize("platform", SETTINGS)
def test_every_setting_of_a_platform_is_listed_with_what_it_holds(platform: str) -> None:
    listed = dict((row[0].strip("`"), row[1]) for row in _rows("The settings of a compliance policy"))
    assert list(listed) == list(SETTINGS)
    assert listed[platform] == ", ".join(_described(name, held) for name, held in SETTINGS[platform].items())


def test_the_settings_that_are_not_taken_are_named() -> None:
    section = DOCUMENT.partition("\n## The settings of a compliance policy\n")[2]
    assert all(f"`{name}`" in section for name in NOT_TAKEN)
