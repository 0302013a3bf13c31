"""Two set-ups at once: one works, the other waits and says for whom."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tools.installation.errors import SetupError
from tools.installation.lock import lock
from tools.installation.places import PROJECT

_HOLDER = """
import sys
from pathlib import Path
from tools.installation.lock import lock
from tools.installation.progress import Progress
with lock(Path(sys.argv[1]), "it", progress=Progress()):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_holder_signs_and_the_next_goes_straight_in(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "folder" / "lock"
    for _ in range(2):
        with lock(path, "the engine", progress=said.progress):
            assert path.read_text() == f"{os.getpid()}\n"
    assert said.lines == []


def test_the_second_waits_until_the_first_is_dead(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, path], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        def sleep(_seconds: float) -> None:
            said.now += 1
            if said.now == 3:
                holder.kill()
                holder.wait()

        with lock(path, "the engine", progress=said.progress, sleep=sleep):
            assert path.read_text() == f"{os.getpid()}\n"
    who = f"waiting for process {holder.pid}, which sets up the engine too"
    assert said.lines == [f"{who} ...", f"{who}: 2 s"]


def test_a_folder_that_cannot_be_written_is_one_message(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system", str(tmp_path / "lock"))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SetupError) as refused, lock(tmp_path / "lock", "it", progress=said.progress):
        pass
    assert str(refused.value) == (
        f"{tmp_path}/lock: cannot be written (Read-only file system) [setup-not-writable]\n"
        "  next: make it writable, or name another folder in INTUNE_WAVES_CACHE, "
        "and run ./migrate setup again"
    )
