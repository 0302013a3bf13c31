"""A child is read line by line, and ends with us whatever ends us."""

import os
import sys
import time
from pathlib import Path

import pytest

from tools.installation import child

_PARENT_OF_A_SLEEPER = """
import subprocess, sys
sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(sleeper.pid, flush=True)
sleeper.wait()
"""


def test_lines_of_both_streams_and_the_exit_code_come_back(tmp_path: Path) -> None:
    seen: list[str] = []
    script = "import os, sys; print(os.getcwd()); print(os.environ['A']); sys.exit('bad')"
    end = child.run(
        [sys.executable, "-c", script], environment={"A": "b"}, folder=tmp_path, on_line=seen.append
    )
    assert end.code == 1
    assert sorted(end.lines) == sorted([str(tmp_path), "b", "bad"])
    assert tuple(seen) == end.lines


def test_a_child_gets_no_keyboard() -> None:
    end = child.run([sys.executable, "-c", "input()"], environment={})
    assert end.lines[-1] == "EOFError: EOF when reading a line"


def test_only_the_last_lines_are_kept_but_all_are_told() -> None:
    seen: list[str] = []
    end = child.run(
        [sys.executable, "-c", "for n in range(500): print(n)"], environment={}, on_line=seen.append
    )
    assert (len(seen), len(end.lines), end.lines[-1]) == (500, 400, "499")
    assert end.text.endswith("498\n499")


def test_a_program_that_is_not_there_is_code_127() -> None:
    end = child.run(["/no/such/program"], environment={})
    assert end == child.Finished(127, ("/no/such/program: No such file or directory",))


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_what_is_raised_meanwhile_ends_the_child_and_its_children(fault: type[BaseException]) -> None:
    pids: list[int] = []

    def stop(line: str) -> None:
        pids.append(int(line))
        raise fault

    with pytest.raises(fault):
        child.run([sys.executable, "-c", _PARENT_OF_A_SLEEPER], environment=dict(os.environ), on_line=stop)
    (sleeper,) = pids
    for _ in range(500):
        if not _works(sleeper):
            return
        time.sleep(0.01)
    pytest.fail(f"process {sleeper} outlived us")


def _works(pid: int) -> bool:
    """Whether a process still runs; one that ended and that nobody waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
