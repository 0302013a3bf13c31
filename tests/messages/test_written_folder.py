import json
from pathlib import Path

import pytest

from intune_waves.messages.written_folder import RECORD, ForeignFileError, Written, write
from intune_waves.messages.written_folder import _put as put


def _all(_: str) -> bool:
    return True


def _none(_: str) -> bool:
    return False


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_files_are_new_then_unchanged_then_changed(tmp_path: Path) -> None:
    files = {"a/announce.txt": b"1", "a/a.ics": b"2\r\n"}
    names = ("a/a.ics", "a/announce.txt")
    assert write(tmp_path, files, belongs=_all) == Written(new=names)
    assert _files(tmp_path) == files
    record = (tmp_path / RECORD).read_bytes()
    assert write(tmp_path, files, belongs=_all) == Written(unchanged=names)
    assert (tmp_path / RECORD).read_bytes() == record
    told = write(tmp_path, {**files, "a/a.ics": b"3"}, belongs=_all)
    assert told == Written(changed=("a/a.ics",), unchanged=("a/announce.txt",))


def test_only_what_does_not_belong_is_removed_and_empty_folders_with_it(tmp_path: Path) -> None:
    write(tmp_path, {"a/announce.txt": b"1", "b/announce.txt": b"1"}, belongs=_all)
    (tmp_path / "b" / "notes.txt").write_text("mine")
    told = write(tmp_path, {"c/announce.txt": b"1"}, belongs=lambda name: name.startswith("b/"))
    assert told == Written(new=("c/announce.txt",), removed=("a/announce.txt",))
    assert not (tmp_path / "a").exists()
    told = write(tmp_path, {}, belongs=_none)
    assert told.removed == ("b/announce.txt", "c/announce.txt")
    assert _files(tmp_path) == {"b/notes.txt": b"mine"}
    assert json.loads((tmp_path / RECORD).read_text()) == {"files": {}}


def test_what_somebody_changed_is_not_removed(tmp_path: Path) -> None:
    write(tmp_path, {"a/announce.txt": b"1"}, belongs=_all)
    (tmp_path / "a" / "announce.txt").write_text("mine")
    assert write(tmp_path, {}, belongs=_none) == Written(kept=("a/announce.txt",))
    assert write(tmp_path, {}, belongs=_none) == Written()
    assert _files(tmp_path) == {"a/announce.txt": b"mine"}


def test_what_somebody_removed_is_forgotten(tmp_path: Path) -> None:
    write(tmp_path, {"a/announce.txt": b"1"}, belongs=_all)
    (tmp_path / "a" / "announce.txt").unlink()
    assert write(tmp_path, {}, belongs=_none) == Written()


def test_a_file_of_somebody_else_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("mine")
    with pytest.raises(ForeignFileError) as refused:
        write(tmp_path, {"a/a.txt": b"1", "a/b.txt": b"1"}, belongs=_all)
    assert refused.value.file == tmp_path / "a" / "b.txt"
    assert _files(tmp_path) == {"a/b.txt": b"mine"}


def test_a_run_that_was_stopped_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a/a.txt": b"1", "a/b.txt": b"2"}
    with monkeypatch.context() as patched:
        patched.setattr("intune_waves.messages.written_folder._put", _stopping_at("b.txt"))
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, files, belongs=_all)
    assert write(tmp_path, {**files, "a/a.txt": b"3"}, belongs=_all) == Written(
        new=("a/b.txt",), changed=("a/a.txt",)
    )


def _stopping_at(name: str) -> object:
    def stopping(file: Path, content: bytes) -> None:
        if file.name == name:
            raise KeyboardInterrupt
        put(file, content)

    return stopping


def test_a_folder_that_is_a_link_to_the_outside_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ForeignFileError):
        write(tmp_path / "out", {"a/a.txt": b"1"}, belongs=_all)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_record_that_names_files_outside_removes_nothing(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_bytes(b"1")
    out = tmp_path / "out"
    write(out, {"a/a.txt": b"1"}, belongs=_all)
    digest = json.loads((out / RECORD).read_text())["files"]["a/a.txt"]
    for name in ("../precious.txt", str(precious), "a/../../precious.txt"):
        (out / RECORD).write_text(json.dumps({"files": {name: digest}}))
        assert write(out, {}, belongs=_none) == Written()
    (out / RECORD).write_text("no JSON")
    assert write(out, {}, belongs=_none) == Written()
    assert precious.read_bytes() == b"1"
