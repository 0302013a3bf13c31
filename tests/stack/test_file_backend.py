"""A lock is released only when its run is known to be gone, and only notes that are blank are removed."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intune_waves.stack.file_backend import drop_blank_notes, locks_of


def _lock(backend: Path, content: Any) -> Path:
    folder = backend / ".pulumi" / "locks" / "organization" / "intune-waves" / "dev"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def _row(pid: int, hostname: str | None = None) -> dict[str, Any]:
    here = hostname or socket.gethostname()
    return {"pid": pid, "username": "x", "hostname": here, "timestamp": "2026-11-23T05:48:09.89Z"}


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    return ended.pid


def test_without_a_lock_there_is_none(tmp_path: Path) -> None:
    assert list(locks_of(tmp_path, "dev")) == []


def test_the_lock_of_a_process_that_is_gone_is_dead_and_can_be_released(tmp_path: Path, gone: int) -> None:
    path = _lock(tmp_path, _row(gone))
    (lock,) = locks_of(tmp_path, "dev")
    assert (lock.alive(), lock.pid, lock.since) == (False, gone, "2026-11-23T05:48:09")
    path.with_name("a.json.attrs").write_text("{}")
    lock.release()
    assert list(path.parent.iterdir()) == []
    lock.release()


def test_the_lock_of_a_running_process_is_alive(tmp_path: Path) -> None:
    _lock(tmp_path, _row(os.getpid()))
    (lock,) = locks_of(tmp_path, "dev")
    assert lock.alive()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a zombie from a process by /proc")
def test_a_process_that_has_ended_and_was_not_waited_for_is_gone(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    _lock(tmp_path, _row(ended.pid))
    (lock,) = locks_of(tmp_path, "dev")
    assert not lock.alive()
    ended.wait()


def test_the_lock_of_another_machine_counts_as_alive(tmp_path: Path, gone: int) -> None:
    _lock(tmp_path, _row(gone, "another-machine"))
    (lock,) = locks_of(tmp_path, "dev")
    assert lock.alive()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pid": "x", "hostname": "y"}'])
def test_a_lock_that_cannot_be_read_counts_as_alive(tmp_path: Path, content: str) -> None:
    _lock(tmp_path, content)
    (lock,) = locks_of(tmp_path, "dev")
    assert lock.alive()


def test_a_lock_that_stays_blank_was_never_written(tmp_path: Path) -> None:
    path = _lock(tmp_path, "")
    os.utime(path, (1, 1))
    (lock,) = locks_of(tmp_path, "dev")
    assert not lock.alive()


def test_another_stacks_lock_is_not_ours(tmp_path: Path, gone: int) -> None:
    _lock(tmp_path, _row(gone))
    assert list(locks_of(tmp_path, "prod")) == []


def test_only_blank_notes_are_removed(tmp_path: Path) -> None:
    stacks = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    stacks.mkdir(parents=True)
    for name, text in (("dev.json", ""), ("dev.json.attrs", ""), ("dev.json.bak.attrs", "{}")):
        (stacks / name).write_text(text)
    drop_blank_notes(tmp_path)
    assert sorted(path.name for path in stacks.iterdir()) == ["dev.json", "dev.json.bak.attrs"]


def test_a_backend_that_was_never_used_is_fine(tmp_path: Path) -> None:
    drop_blank_notes(tmp_path)
    assert list(tmp_path.iterdir()) == []
