from pathlib import Path

import pytest

from intune_waves.campaign.errors import Complaint
from intune_waves.declarations.source_file import read_text


def test_a_byte_order_mark_is_taken_off(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbftitle: x\n")
    assert read_text(tmp_path / "a.yaml", tmp_path, shown="a.yaml") == "title: x\n"


def test_a_file_that_the_machine_refuses_is_a_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.yaml").write_text("title: x\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    complaint = read_text(tmp_path / "a.yaml", tmp_path, shown="a.yaml")
    assert str(complaint) == (
        "a.yaml: the file cannot be read: Permission denied; check what it is and who may read it"
        " [file-unreadable]"
    )


def test_a_link_that_leads_to_itself_is_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("a.yaml")
    complaint = read_text(tmp_path / "a.yaml", tmp_path, shown="a.yaml")
    assert isinstance(complaint, Complaint)
    assert complaint.rule == "file-unreadable"


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("title: x\n", encoding="utf-8")
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    assert read_text(tmp_path / "a.yaml", tmp_path, shown="a.yaml") == "title: x\n"
