import json
from pathlib import Path
from typing import Any

import pytest

from intune_waves.declarations.schema import FOLDER, main, stale, texts

WAVES = FOLDER.parent


def test_the_schemas_for_editors_are_fresh() -> None:
    assert stale() == [], "run python -m intune_waves.declarations.schema --write"


def test_a_schema_that_was_changed_by_hand_is_stale(tmp_path: Path) -> None:
    for name, text in texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "wave.schema.json").write_text("{}", encoding="utf-8")
    assert stale(tmp_path) == ["wave.schema.json"]


def test_writing_renews_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("intune_waves.declarations.schema.FOLDER", tmp_path / "schema")
    monkeypatch.setattr("intune_waves.declarations.schema.stale", lambda: stale(tmp_path / "schema"))
    assert main([]) == 1
    assert "is stale; run python -m intune_waves.declarations.schema --write" in capsys.readouterr().err
    assert main(["--write"]) == 0
    assert main([]) == 0


def test_every_file_names_its_schema() -> None:
    for path in WAVES.glob("*.yaml"):
        name = "campaign" if path.stem == "campaign" else "wave"
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=schema/{name}.schema.json"


def _properties(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for each in node for found in _properties(each)]
    if not isinstance(node, dict):
        return []
    own = [each for each in node.get("properties", {}).values() if isinstance(each, dict)]
    return own + [found for each in node.values() for found in _properties(each)]


def test_every_key_tells_editors_what_it_is_for() -> None:
    properties = [each for text in texts().values() for each in _properties(json.loads(text))]
    assert len(properties) > 40
    assert all(each.get("description") for each in properties)


def test_no_key_may_be_made_up() -> None:
    for text in texts().values():
        schema = json.loads(text)
        objects = [schema, *schema["$defs"].values()]
        assert all(each["additionalProperties"] is False for each in objects if each.get("type") == "object")
