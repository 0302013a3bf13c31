"""What a killed run leaves in the folder for temporary files is removed, and nobody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intune_waves.stack.temporary_file import remove_left_files, temporary_prefix


@pytest.mark.skipif(os.name != "posix", reason="only there a process can be asked whether it is alive")
def test_only_files_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    left = tmp_path / f"intune-waves-{ended.pid}-abc"
    left.mkdir()
    (left / "state.json").write_text("{}")
    (tmp_path / f"intune-waves-{ended.pid}-abc.yaml").write_text("")
    others = {f"{temporary_prefix()}abc.yaml", "intune-waves-bench-1", "intune-waves-notes.txt", "1-a"}
    for name in others:
        (tmp_path / name).write_text("")
    remove_left_files(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == others
