"""A kept binary is believed only as long as it is what was written down of it."""

import os
from pathlib import Path

import pytest

from tools.installation.engine_folder import EngineFolder


@pytest.fixture
def engine(tmp_path: Path) -> EngineFolder:
    """A folder with one admitted binary."""
    folder = EngineFolder(tmp_path / "engine")
    made = folder.fresh_work() / "pulumi"
    made.write_bytes(b"binary")
    folder.admit(made, "bin/pulumi", source="build")
    return folder


def test_an_admitted_file_is_moved_executable_and_held(engine: EngineFolder) -> None:
    place = engine.folder / "bin" / "pulumi"
    assert place.stat().st_mode & 0o777 == 0o755
    assert list(engine.work.iterdir()) == []
    assert engine.holds("bin/pulumi")
    assert engine.holds("bin/pulumi", "build")
    assert not engine.holds("bin/pulumi", "download")
    assert not engine.holds("bin/other")
    assert engine.broken() == []


@pytest.mark.parametrize("thoroughly", [True, False])
def test_a_truncated_or_missing_file_is_seen_at_a_glance(engine: EngineFolder, thoroughly: bool) -> None:
    place = engine.folder / "bin" / "pulumi"
    os.truncate(place, 3)
    assert engine.broken(thoroughly=thoroughly) == ["bin/pulumi"]
    place.unlink()
    assert engine.broken(thoroughly=thoroughly) == ["bin/pulumi"]


def test_other_bytes_of_the_same_size_are_seen_by_their_time_or_their_hash(engine: EngineFolder) -> None:
    place = engine.folder / "bin" / "pulumi"
    before = place.stat()
    place.write_bytes(b"BINARY")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert engine.broken(thoroughly=False) == ["bin/pulumi"]
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert engine.broken() == ["bin/pulumi"]


def test_a_file_that_was_only_touched_is_still_held(engine: EngineFolder) -> None:
    os.utime(engine.folder / "bin" / "pulumi", ns=(1, 1))
    assert engine.broken(thoroughly=False) == []


def test_an_engine_is_finished_and_reopened_without_forgetting_its_files(engine: EngineFolder) -> None:
    assert engine.lane is None
    assert engine.bin == engine.own_bin
    engine.finish("path", Path("/opt/pulumi"))
    assert [engine.lane, engine.bin] == ["path", Path("/opt/pulumi")]
    engine.reopen()
    engine.reopen()
    assert [engine.lane, engine.bin] == [None, engine.own_bin]
    assert engine.holds("bin/pulumi")


@pytest.mark.parametrize("record", ["", "{", "[]", '{"files": []}', '{"files": {"bin/pulumi": {"size": 6}}}'])
def test_a_damaged_record_is_no_record(engine: EngineFolder, record: str) -> None:
    (engine.folder / "engine.json").write_text(record)
    assert engine.lane is None
    assert not engine.holds("bin/pulumi")


def test_what_a_killed_run_left_is_cleared(engine: EngineFolder) -> None:
    (engine.folder / "work-99999").mkdir()
    (engine.folder / "work-99999" / "half").write_text("")
    work = engine.fresh_work()
    assert [path.name for path in engine.folder.glob("work-*")] == [f"work-{os.getpid()}"]
    assert list(work.iterdir()) == []
    engine.clear_work()
    assert list(engine.folder.glob("work-*")) == []
