"""The engine: found on PATH, else downloaded, else built; kept for every later checkout."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from tools.installation.content import engine_key
from tools.installation.distribution import download_cli, download_plugin
from tools.installation.download import Patience
from tools.installation.engine_folder import EngineFolder
from tools.installation.errors import SetupError, of_disk
from tools.installation.go_build import PARTS, build, copy_executor
from tools.installation.go_toolchain import find_go
from tools.installation.lock import lock
from tools.installation.path_engine import find_on_path
from tools.installation.places import cache_folder, executable
from tools.installation.plugin import install_plugin
from tools.installation.progress import Progress
from tools.installation.versions import Versions
from tools.installation.workshop import LANGUAGE_EXECUTOR, Workshop

CHOICES = ("auto", "path", "download", "build")
_BUILD_HINT = "run ./migrate setup --engine build"
_CLI_PARTS = PARTS[:2]
_PLUGIN_PART = PARTS[2]


def engine_folder(project: Path, environment: Mapping[str, str] = os.environ) -> EngineFolder:
    """Where the engine that this checkout asks for is kept, whether it is there or not."""
    return EngineFolder(cache_folder(environment) / "engines" / engine_key(project))


def ensure_engine(
    project: Path, progress: Progress, *, choice: str = "auto", environment: Mapping[str, str] = os.environ
) -> bool:
    """Have a whole engine; answers whether there was anything to do. Raises SetupError."""
    engine = engine_folder(project, environment)
    shop = Workshop(project, engine, Versions.read(project), progress, environment)
    if _whole(shop, choice):
        return False
    with lock(engine.folder.with_suffix(".lock"), "the engine", progress=progress):
        if _whole(shop, choice):
            return False
        for name in engine.broken():
            progress.say(f"engine: {name} is not what set-up left there: making it again")
        try:
            # What was built once is repaired by building: no second search for a download.
            _obtain(shop, "build" if choice == "auto" and engine.lane == "build" else choice)
        except OSError as fault:
            raise of_disk(fault, engine.folder) from None
        finally:
            engine.clear_work()
    return True


def _whole(shop: Workshop, choice: str) -> bool:
    engine = shop.engine
    if engine.lane is None or choice not in ("auto", engine.lane):
        return False
    if engine.lane == "path" and find_on_path(shop) != engine.bin:
        return False
    return not engine.broken()


def _obtain(shop: Workshop, choice: str) -> None:
    shop.engine.reopen()
    patience = Patience()
    go = cache(lambda: find_go(shop))
    lane, folder = _obtain_cli(shop, choice, go=go, patience=patience)
    if not shop.engine.holds(shop.plugin_file, "build" if choice == "build" else None):
        _obtain_plugin(shop, choice, lane=lane, folder=folder, go=go, patience=patience)
    shop.engine.finish(lane, folder)


def _obtain_cli(
    shop: Workshop, choice: str, *, go: Callable[[], Path], patience: Patience
) -> tuple[str, Path]:
    if choice in ("auto", "path"):
        found = find_on_path(shop)
        if isinstance(found, Path):
            shop.progress.say(f"engine: using the pulumi in {found}")
            return "path", found
        if choice == "path":
            raise SetupError(f"engine: {found}", _BUILD_HINT, rule="setup-engine-path")
    if choice in ("auto", "download"):
        refusal = download_cli(shop, patience)
        if refusal is None:
            return "download", shop.engine.own_bin
        _told(shop, choice, what="Pulumi's own distribution", refusal=refusal)
    for part in _CLI_PARTS:
        place = f"bin/{executable(part.binary)}"
        if not shop.engine.holds(place, "build"):
            shop.engine.admit(build(shop, go(), part=part), place, source="build")
    if not shop.engine.holds(f"bin/{LANGUAGE_EXECUTOR}", "build"):
        shop.engine.admit(copy_executor(shop, go()), f"bin/{LANGUAGE_EXECUTOR}", source="build")
    return "build", shop.engine.own_bin


def _obtain_plugin(
    shop: Workshop, choice: str, *, lane: str, folder: Path, go: Callable[[], Path], patience: Patience
) -> None:
    if lane != "build":
        found = download_plugin(shop, patience)
        if isinstance(found, Path):
            install_plugin(shop, folder, given=found, source="download")
            return
        _told(shop, choice, what="Pulumi's own azuread plugin", refusal=found)
    install_plugin(shop, folder, given=build(shop, go(), part=_PLUGIN_PART), source="build")


def _told(shop: Workshop, choice: str, *, what: str, refusal: str) -> None:
    """Say that a download is given up, or end there when nothing else was asked for. Raises SetupError."""
    if choice == "download":
        raise SetupError(f"engine: {what} cannot be had: {refusal}", _BUILD_HINT, rule="setup-download")
    shop.progress.say(f"engine: {what} cannot be had ({refusal}): building it, some minutes, once")
