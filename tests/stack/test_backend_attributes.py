"""The notes of the file backend."""

from pathlib import Path

from intune_waves.stack.backend_attributes import drop_blank


def test_only_blank_notes_are_removed(tmp_path: Path) -> None:
    stacks = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    stacks.mkdir(parents=True)
    for name, text in (("dev.json", ""), ("dev.json.attrs", ""), ("dev.json.bak.attrs", "{}")):
        (stacks / name).write_text(text)
    drop_blank(tmp_path)
    assert sorted(path.name for path in stacks.iterdir()) == ["dev.json", "dev.json.bak.attrs"]


def test_a_backend_that_was_never_used_is_fine(tmp_path: Path) -> None:
    drop_blank(tmp_path)
    assert list(tmp_path.iterdir()) == []
