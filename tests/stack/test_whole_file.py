"""A file is there whole or as it was before."""

from pathlib import Path

import pytest

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.whole_file import write_whole


def test_the_new_text_is_in_its_place_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    for text in ("old", "nëw"):
        write_whole(file, text, "")
    assert file.read_text(encoding="utf-8") == "nëw"
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_is_one_message_with_a_next_step(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(RefusedError) as refused:
        write_whole(folder, "text", "name another --out")
    assert str(refused.value) == f"{folder}: cannot be written: Is a directory\n  next: name another --out"
    assert list(tmp_path.iterdir()) == [folder]
