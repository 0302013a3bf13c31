"""PATH, then a download, then a build: the first that is to be had; and nothing is done twice."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tests.installation.ways import NO_DOWNLOAD, Ways
from tools.installation import engine as engine_module
from tools.installation.engine import engine_folder, ensure_engine
from tools.installation.engine_folder import EngineFolder
from tools.installation.errors import SetupError

BUILDING = "building it, some minutes, once"


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Ways:
    """Every way to an engine, pretended."""
    pretended = Ways()
    for name in (
        "find_on_path",
        "download_cli",
        "download_plugin",
        "find_go",
        "build",
        "copy_executor",
        "install_plugin",
    ):
        monkeypatch.setattr(engine_module, name, getattr(pretended, name))
    return pretended


@pytest.fixture
def ensure(ways: Ways, project: Path, said: Said, environment: dict[str, str]) -> Callable[..., bool]:
    """Have an engine; answers whether there was anything to do."""

    def ensure_it(choice: str = "auto") -> bool:
        ways.did.clear()
        return ensure_engine(project, said.progress, choice=choice, environment=environment)

    return ensure_it


@pytest.fixture
def folder(project: Path, environment: dict[str, str]) -> EngineFolder:
    """The engine's folder."""
    return engine_folder(project, environment)


BUILT = [
    "find go",
    "build pulumi",
    "build pulumi-language-python",
    "copy executor",
    "build pulumi-resource-azuread",
    "install plugin with bin",
]


def test_a_good_pulumi_on_path_needs_the_plugin_alone(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder, said: Said, tmp_path: Path
) -> None:
    ways.on_path, ways.plugin_refusal = tmp_path / "opt", None
    assert ensure()
    assert ways.did == ["download plugin", "install plugin with opt"]
    assert (folder.lane, folder.bin) == ("path", tmp_path / "opt")
    assert said.lines == [f"engine: using the pulumi in {tmp_path}/opt"]
    assert not ensure()


def test_beside_a_pulumi_on_path_the_plugin_alone_is_built(
    ensure: Callable[..., bool], ways: Ways, said: Said, tmp_path: Path
) -> None:
    ways.on_path = tmp_path / "opt"
    assert ensure()
    assert ways.did[1:] == ["find go", "build pulumi-resource-azuread", "install plugin with opt"]
    assert said.lines[1] == f"engine: Pulumi's own azuread plugin cannot be had ({NO_DOWNLOAD}): {BUILDING}"


def test_a_pulumi_that_left_path_is_replaced(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder, tmp_path: Path
) -> None:
    ways.on_path, ways.plugin_refusal = tmp_path / "opt", None
    ensure()
    ways.on_path, ways.cli_refusal = "no pulumi on PATH", None
    assert ensure()
    assert ways.did == ["download cli"]
    assert folder.lane == "download"


def test_the_distribution_is_next(ensure: Callable[..., bool], ways: Ways, folder: EngineFolder) -> None:
    ways.cli_refusal = ways.plugin_refusal = None
    assert ensure()
    assert ways.did == ["download cli", "download plugin", "install plugin with bin"]
    assert (folder.lane, folder.bin) == ("download", folder.own_bin)
    assert not ensure()


def test_a_build_is_last_and_a_second_run_does_nothing(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder, said: Said
) -> None:
    assert ensure()
    assert ways.did == ["download cli", *BUILT]
    assert said.lines == [
        f"engine: Pulumi's own distribution cannot be had ({NO_DOWNLOAD}): {BUILDING}",
    ]
    assert folder.lane == "build"
    assert not ensure()
    assert not ensure("build")
    assert ways.did == []
    assert list(folder.folder.glob("work-*")) == []


def test_a_build_that_was_asked_for_looks_for_nothing_else(ensure: Callable[..., bool], ways: Ways) -> None:
    ways.on_path, ways.cli_refusal = Path("/opt"), None
    assert ensure("build")
    assert ways.did == BUILT


def test_a_build_that_is_asked_for_later_replaces_what_was_downloaded(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder
) -> None:
    ways.cli_refusal = ways.plugin_refusal = None
    ensure()
    assert ensure("build")
    assert ways.did == BUILT
    assert folder.holds("bin/pulumi", "build")


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (
            "path",
            "engine: no pulumi on PATH [setup-engine-path]\n  next: run ./migrate setup --engine build",
        ),
        (
            "download",
            "engine: Pulumi's own distribution cannot be had: Connection refused [setup-download]\n"
            "  next: run ./migrate setup --engine build",
        ),
    ],
)
def test_what_was_asked_for_and_is_not_to_be_had_is_one_message(
    ensure: Callable[..., bool], folder: EngineFolder, choice: str, message: str
) -> None:
    with pytest.raises(SetupError) as refused:
        ensure(choice)
    assert str(refused.value) == message
    assert folder.lane is None


def test_a_download_that_was_asked_for_is_not_completed_by_a_build(
    ensure: Callable[..., bool], ways: Ways
) -> None:
    ways.cli_refusal = None
    with pytest.raises(SetupError) as refused:
        ensure("download")
    assert refused.value.message == "engine: Pulumi's own azuread plugin cannot be had: Connection refused"
    assert ways.did == ["download cli", "download plugin"]


def test_a_truncated_binary_alone_is_built_again(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder, said: Said
) -> None:
    ensure()
    os.truncate(folder.own_bin / "pulumi", 1)
    assert ensure()
    assert ways.did == ["find go", "build pulumi"]
    assert said.lines[-1] == "engine: bin/pulumi is not what set-up left there: making it again"
    assert not ensure()


def test_an_interrupted_build_keeps_its_finished_parts(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder
) -> None:
    def interrupt(binary: str) -> None:
        if binary == "pulumi-resource-azuread":
            raise KeyboardInterrupt

    ways.before_build = interrupt
    with pytest.raises(KeyboardInterrupt):
        ensure()
    assert folder.lane is None
    assert list(folder.folder.glob("work-*")) == []
    ways.before_build = lambda _binary: None
    assert ensure()
    assert ways.did == ["download cli", "find go", "build pulumi-resource-azuread", "install plugin with bin"]


@pytest.mark.parametrize(
    ("number", "words", "message"),
    [
        (errno.ENOSPC, "No space left on device", "no space left on the disk; nothing half-written was kept"),
        (errno.EACCES, "Permission denied", "cannot be written (Permission denied)"),
        (errno.EIO, "Input/output error", "cannot be used (Input/output error)"),
    ],
)
def test_a_disk_that_refuses_is_one_message_and_leaves_nothing_half_made(
    ensure: Callable[..., bool], ways: Ways, folder: EngineFolder, number: int, words: str, message: str
) -> None:
    def refuse(_binary: str) -> None:
        raise OSError(number, words)

    ways.before_build = refuse
    with pytest.raises(SetupError) as refused:
        ensure()
    assert refused.value.message == f"{folder.folder}: {message}"
    assert list(folder.folder.glob("work-*")) == []


def test_what_another_set_up_finished_meanwhile_is_taken(
    ensure: Callable[..., bool], ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(engine_module, "_whole", lambda _shop, _choice: next(answers))
    assert not ensure()
    assert ways.did == []
