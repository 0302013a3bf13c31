"""Each system has its own place for caches; one variable names another."""

import os
from pathlib import Path

import pytest

from tools.installation.places import cache_folder, executable, user_pulumi_home, venv_python


def test_the_variable_goes_before_everything(tmp_path: Path) -> None:
    assert cache_folder({"INTUNE_WAVES_CACHE": str(tmp_path), "XDG_CACHE_HOME": "/x"}, "linux") == tmp_path


def test_a_relative_name_is_made_whole_once() -> None:
    assert cache_folder({"INTUNE_WAVES_CACHE": "here"}, "linux") == Path(os.getcwd(), "here")


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x"}, "linux", "/x/intune-waves"),
        ({}, "linux", "~/.cache/intune-waves"),
        ({"XDG_CACHE_HOME": "/x"}, "darwin", "~/Library/Caches/intune-waves"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/intune-waves"),
    ],
)
def test_each_system_has_its_own_place(environment: dict[str, str], platform: str, expected: str) -> None:
    assert cache_folder(environment, platform) == Path(os.path.expanduser(expected))


def test_windows_names_its_programs_otherwise() -> None:
    assert executable("pulumi", "win32") == "pulumi.exe"
    assert executable("pulumi", "darwin") == "pulumi"
    assert venv_python(Path("p"), "win32") == Path("p/.venv/Scripts/python.exe")
    assert venv_python(Path("p"), "linux") == Path("p/.venv/bin/python")


def test_the_users_own_pulumi_home_is_the_one_they_named_or_the_usual() -> None:
    assert user_pulumi_home({"PULUMI_HOME": "/theirs"}) == Path("/theirs")
    assert user_pulumi_home({}) == Path.home() / ".pulumi"
