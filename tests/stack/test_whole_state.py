"""A full disk never costs a stack its state."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.whole_state import keep_state, put_back_state, require_room

STATE = json.dumps({"version": 3, "checkpoint": {"latest": {"resources": [{"urn": "u"}] * 500}}}).encode()


def state_file(backend: Path, content: bytes, name: str = "dev.json") -> Path:
    path = backend / ".pulumi" / "stacks" / "intune-waves" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("left", [b"", STATE[:4096], STATE[:-1]], ids=["empty", "a page", "all but one byte"])
@pytest.mark.parametrize("backup", [b"", STATE], ids=["no whole backup", "a backup"])
def test_a_state_that_is_cut_off_is_put_back(tmp_path: Path, left: bytes, backup: bytes) -> None:
    path = state_file(tmp_path, STATE)
    keep_state(tmp_path, "dev")
    path.write_bytes(left)
    for name in ("dev.json.bak", "dev.json.attrs"):
        path.with_name(name).write_bytes(backup)
    named = "dev.json.bak" if backup else "dev.json"
    assert put_back_state(tmp_path, "dev") == (
        f"the state was cut off: the last whole one is put back ({named})"
    )
    assert path.read_bytes() == STATE
    assert not path.with_name("dev.json.attrs").exists()
    assert put_back_state(tmp_path, "dev") == ""


def test_the_newer_of_two_whole_ones_is_put_back(tmp_path: Path) -> None:
    path = state_file(tmp_path, b"{}")
    keep_state(tmp_path, "dev")
    os.utime(tmp_path / "whole-states" / "dev.json", (1, 1))
    state_file(tmp_path, STATE, "dev.json.bak")
    path.write_bytes(b"")
    put_back_state(tmp_path, "dev")
    assert path.read_bytes() == STATE


def test_a_packed_state_is_kept_and_put_back_too(tmp_path: Path) -> None:
    packed = gzip.compress(STATE)
    path = state_file(tmp_path, packed, "dev.json.gz")
    keep_state(tmp_path, "dev")
    path.write_bytes(packed[: len(packed) // 2])
    assert put_back_state(tmp_path, "dev")
    assert path.read_bytes() == packed


def test_the_copy_is_private(tmp_path: Path) -> None:
    state_file(tmp_path, STATE)
    keep_state(tmp_path, "dev")
    kept = tmp_path / "whole-states"
    assert [each.stat().st_mode & 0o777 for each in (kept, kept / "dev.json")] == [0o700, 0o600]


def test_what_is_cut_off_is_never_kept(tmp_path: Path) -> None:
    path = state_file(tmp_path, STATE)
    keep_state(tmp_path, "dev")
    path.write_bytes(STATE[:100])
    keep_state(tmp_path, "dev")
    assert (tmp_path / "whole-states" / "dev.json").read_bytes() == STATE


def test_without_a_whole_one_it_says_what_still_works(tmp_path: Path) -> None:
    path = state_file(tmp_path, b"")
    with pytest.raises(RefusedError) as refused:
        put_back_state(tmp_path, "dev")
    assert str(refused.value) == (
        f"{path}: the state is cut off, and no whole one is kept\n"
        "  next: put it back from a backup of yours; ./migrate stop works without it"
    )


def test_a_stack_that_was_removed_stays_removed(tmp_path: Path) -> None:
    path = state_file(tmp_path, STATE)
    keep_state(tmp_path, "dev")
    path.rename(path.with_name("dev.json.bak"))
    assert put_back_state(tmp_path, "dev") == ""
    assert not path.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    words = [str(mount), "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if (
        sys.platform != "linux"
        or not mount
        or subprocess.run(words, check=False, capture_output=True).returncode
    ):
        pytest.skip("only root of Linux can mount a disk of its own")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("left", [0, 12, 60, 140])
def test_a_run_on_a_disk_that_is_nearly_full_is_refused_and_goes_on_once_there_is_room(
    small_disk: Path, left: int
) -> None:
    path = state_file(small_disk, STATE)
    require_room(small_disk, "dev")
    keep_state(small_disk, "dev")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - left * 1024))
    with pytest.raises(RefusedError, match=r"KB are free, and a run may need .*\[disk-room\]"):
        require_room(small_disk, "dev")
    path.write_bytes(b"")
    if left < 12:
        # What an emptied state gave back is taken by somebody else.
        (small_disk / "other").write_bytes(b"x" * shutil.disk_usage(small_disk).free)
        with pytest.raises(RefusedError, match="cannot be written: No space left on device"):
            put_back_state(small_disk, "dev")
        (small_disk / "other").unlink()
    filler.unlink()
    assert put_back_state(small_disk, "dev")
    assert path.read_bytes() == STATE
    require_room(small_disk, "dev")
