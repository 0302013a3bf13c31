"""Behaviour as data: each file of tests/cases is one sentence, files given and complaints expected."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from intune_waves import declarations
from tests.declarations.folder import write

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.yaml"))


def _read(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_case(case: Path, tmp_path: Path) -> None:
    told = _read(case)
    write(tmp_path / "waves", told["files"])
    try:
        declarations.load(tmp_path / "waves")
        complaints: list[str] = []
    except declarations.DeclarationError as error:
        complaints = [str(complaint) for complaint in error.complaints]
    assert complaints == told["complaints"]


def test_each_case_says_a_sentence_of_its_own() -> None:
    sentences = [_read(case)["sentence"] for case in CASES]
    assert len(set(sentences)) == len(sentences) > 100
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
