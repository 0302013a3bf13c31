"""The venv is made once, recognised when it is not whole, and never half believed."""

import errno
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tests.installation.programs import Programs, after
from tools.installation.child import Finished
from tools.installation.errors import SetupError
from tools.installation.places import venv_python
from tools.installation.virtual_environment import VirtualEnvironment

NO_SPACE = (
    "nothing half-written was kept [setup-no-space]\n  next: free some space, or name another folder in "
)


@pytest.fixture
def venv(project: Path, programs: Programs) -> VirtualEnvironment:
    """A venv whose making and filling is pretended."""

    def make(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        python = venv_python(project)
        (Path(words[-1]) / "lib" / "python3" / "site-packages" / "pip").mkdir(parents=True)
        python.parent.mkdir()
        python.write_text("")
        return Finished(0, ())

    def install(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        site = project / ".venv" / "lib" / "python3" / "site-packages"
        names = [line.split("==")[0] for line in after(words, "-r").read_text().splitlines() if "==" in line]
        for name in names:
            (site / f"{name}-1.dist-info").mkdir(exist_ok=True)
        return Finished(0, (*(f"Collecting {name}" for name in names), "Installing collected packages: all"))

    programs.answer("-m", "venv", by=make)
    programs.answer("-m", "pip", by=install)
    programs.answer("-m", "compileall")
    return VirtualEnvironment(project, {"PIP_TARGET": "/elsewhere", "PYTHONPATH": "/x", "HOME": "/home"})


def test_a_fresh_clone_gets_a_venv_and_a_second_run_does_nothing(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    assert venv.lacks() == "is not there yet"
    assert venv.ensure(said.progress)
    assert said.lines == [
        ".venv is not there yet: making it",
        "making .venv ...",
        "made .venv (0 s)",
        "installing requirements.txt ...",
        "installed 2 packages of requirements.txt (0 s)",
        "compiling the packages ...",
        "compiled the packages (0 s)",
    ]
    assert venv.lacks() is None
    assert not venv.ensure(said.progress)
    assert len(programs.calls) == 3


def test_packages_are_compiled_even_where_python_writes_no_bytecode(
    project: Path, venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/home"}
    VirtualEnvironment(project, environment).ensure(said.progress)
    assert programs.calls[2][1:7] == ["-m", "compileall", "-q", "-j", "0", "-x"]
    assert programs.environments[2] == {"HOME": "/home"}


def test_a_failed_compilation_changes_nothing(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    programs.answer("compileall", by=Finished(1, ("no such module",)))
    assert venv.ensure(said.progress)
    assert venv.lacks() is None


def test_pip_checks_hashes_and_is_not_led_elsewhere(
    venv: VirtualEnvironment, programs: Programs, said: Said, project: Path
) -> None:
    venv.ensure(said.progress)
    assert programs.calls[0] == [sys.executable, "-m", "venv", str(project / ".venv")]
    assert programs.calls[1][:5] == [str(venv.python), "-m", "pip", "install", "--require-hashes"]
    assert programs.environments[1] == {"HOME": "/home", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def test_the_checkouts_own_packages_are_found_from_everywhere(
    venv: VirtualEnvironment, said: Said, project: Path
) -> None:
    venv.ensure(said.progress)
    (path_file,) = (project / ".venv").rglob("intune-waves.pth")
    assert path_file.read_text() == f"{project}\n"


def test_packages_for_development_come_on_top_without_a_new_venv(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    venv.ensure(said.progress)
    assert venv.lacks(development=True) == "has not the packages for development"
    assert venv.ensure(said.progress, development=True)
    assert said.lines[-4:-2] == [
        "installing requirements/dev.txt ...",
        "installed 1 packages of requirements/dev.txt (0 s)",
    ]
    assert programs.times("venv") == 1
    assert venv.lacks(development=True) is None
    assert venv.lacks() is None


def test_development_from_the_start_installs_both(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    venv.ensure(said.progress, development=True)
    assert [after(call, "-r").name for call in programs.calls if "-r" in call] == [
        "requirements.txt",
        "dev.txt",
    ]
    assert venv.lacks(development=True) is None


def _change_pins(project: Path) -> None:
    (project / "requirements.txt").write_text("one==1.1 \\\n")


def _lose_a_package(project: Path) -> None:
    (project / ".venv" / "lib" / "python3" / "site-packages" / "one-1.dist-info").rmdir()


def _lose_python(project: Path) -> None:
    venv_python(project).unlink()


def _lose_the_stamp(project: Path) -> None:
    (project / ".venv" / "intune-waves.json").unlink()


def _truncate_the_stamp(project: Path) -> None:
    (project / ".venv" / "intune-waves.json").write_text('{"checkout": ')


def _change_the_stamps_form(project: Path) -> None:
    (project / ".venv" / "intune-waves.json").write_text('{"other": 1}')


def _move(project: Path) -> None:
    stamp = project / ".venv" / "intune-waves.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "checkout": "/elsewhere"}))


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (_change_pins, "is older than requirements.txt"),
        (_lose_a_package, "has lost packages"),
        (_lose_python, "is not whole"),
        (_lose_the_stamp, "is not whole"),
        (_truncate_the_stamp, "is not whole"),
        (_change_the_stamps_form, "is not whole"),
        (_move, "was made in another folder"),
    ],
)
def test_a_venv_that_is_not_what_it_was_is_made_anew(
    venv: VirtualEnvironment,
    said: Said,
    project: Path,
    break_it: Callable[[Path], None],
    reason: str,
) -> None:
    venv.ensure(said.progress)
    break_it(project)
    assert venv.lacks() == reason
    assert venv.ensure(said.progress)
    assert f".venv {reason}: making it" in said.lines
    assert venv.lacks() is None


def test_a_package_of_ones_own_does_no_harm(venv: VirtualEnvironment, said: Said, project: Path) -> None:
    venv.ensure(said.progress)
    (project / ".venv" / "lib" / "python3" / "site-packages" / "ipython-9.dist-info").mkdir()
    assert venv.lacks() is None


def test_a_link_in_the_venvs_place_is_removed_and_not_followed(
    venv: VirtualEnvironment, said: Said, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("kept")
    (project / ".venv").symlink_to(tmp_path / "precious")
    venv.ensure(said.progress)
    assert (tmp_path / "precious" / "file").read_text() == "kept"
    assert venv.lacks() is None


def test_a_failed_installation_leaves_no_stamp_and_one_message(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    venv.ensure(said.progress)
    programs.answer("pip", by=Finished(1, ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES",)))
    with pytest.raises(SetupError) as refused:
        venv.ensure(said.progress, development=True)
    assert said.lines[-1] == "  | ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"
    assert str(refused.value) == (
        ".venv: requirements/dev.txt could not be installed (exit code 1) [setup-packages]\n"
        "  next: see what it says above, then run ./migrate setup again"
    )
    assert venv.lacks() == "is not whole"


def test_a_python_without_ensurepip_is_told_what_to_install(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    programs.answer("-m", "venv", by=Finished(1, ("not created because ensurepip is not available",)))
    with pytest.raises(SetupError) as refused:
        venv.ensure(said.progress)
    assert str(refused.value) == (
        f".venv: {sys.executable} cannot make virtual environments: its ensurepip is missing [setup-venv]\n"
        "  next: install it (Debian, Ubuntu: the package python3-venv), then run ./migrate setup again"
    )


def test_a_venv_that_cannot_be_made_says_what_python_said(
    venv: VirtualEnvironment, programs: Programs, said: Said
) -> None:
    programs.answer("-m", "venv", by=Finished(2, ("Error: no",)))
    with pytest.raises(SetupError) as refused:
        venv.ensure(said.progress)
    assert said.lines[-1] == "  | Error: no"
    assert str(refused.value) == (
        ".venv: the virtual environment could not be made (exit code 2) [setup-venv]\n"
        "  next: see what it says above, then run ./migrate setup again"
    )


@pytest.mark.parametrize(
    "words", ["OSError: [Errno 28] No space left on device", "There is not enough space on the disk"]
)
def test_a_full_disk_under_pip_is_one_message(
    venv: VirtualEnvironment, programs: Programs, said: Said, project: Path, words: str
) -> None:
    programs.answer("pip", by=Finished(1, (words,)))
    with pytest.raises(SetupError) as refused:
        venv.ensure(said.progress)
    assert str(refused.value) == (
        f"{project}/.venv: no space left on the disk; {NO_SPACE}"
        "INTUNE_WAVES_CACHE, and run ./migrate setup again"
    )


def test_a_folder_that_cannot_be_removed_is_one_message(
    venv: VirtualEnvironment, said: Said, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".venv").mkdir()

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(SetupError) as refused:
        venv.ensure(said.progress)
    assert refused.value.message == f"{project}/.venv: cannot be written (Permission denied)"
