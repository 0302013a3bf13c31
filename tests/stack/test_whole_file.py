"""A file is there whole or as it was before."""

import errno
import os
from pathlib import Path

import pytest

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.whole_file import write_whole


def test_the_new_text_is_in_its_place_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    for text in ("old", "nëw"):
        write_whole(file, text, next_step="")
    assert file.read_text(encoding="utf-8") == "nëw"
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_is_one_message_with_a_next_step(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(RefusedError) as refused:
        write_whole(folder, "text", next_step="name another --out")
    assert str(refused.value) == f"{folder}: cannot be written: Is a directory\n  next: name another --out"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("old")
    file.chmod(0o640)
    write_whole(file, "new", next_step="")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    file, link = tmp_path / "far" / "stack.yaml", tmp_path / "Pulumi.dev.yaml"
    file.write_text("old")
    link.symlink_to(file)
    write_whole(link, "new", next_step="")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_what_a_killed_run_left_beside_it_is_in_nobodys_way(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.with_name("Pulumi.dev.yaml.part").write_text("half of a longer text")
    write_whole(file, "new", next_step="")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["new"]


def test_a_disk_that_is_full_leaves_the_old_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="cannot be written: No space left on device"):
        write_whole(file, "new", next_step="free some space")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]
