"""The verb `setup`: the venv first, then the engine; a second run finds both and does nothing."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tools.installation.distribution import SITE, pin_downloads
from tools.installation.download import NotToBeHadError, Patience
from tools.installation.engine import CHOICES, engine_folder, ensure_engine
from tools.installation.errors import SetupError, of_disk
from tools.installation.lock import lock
from tools.installation.pinned_sums import PLACE, write_sums
from tools.installation.places import PROJECT
from tools.installation.progress import Progress
from tools.installation.versions import Versions
from tools.installation.virtual_environment import VirtualEnvironment
from tools.installation.workshop import Workshop

_INTERRUPTED = 130


def set_up(
    *,
    engine: str = "auto",
    development: bool = False,
    quiet: bool = False,
    project: Path = PROJECT,
    progress: Progress | None = None,
    environment: Mapping[str, str] = os.environ,
) -> int:
    """Set up what is missing; answers an exit code, and says on the error stream what went wrong.

    With `quiet` nothing is said where there is nothing to do.
    """
    progress = progress or Progress()
    try:
        with _interrupted_once():
            made = _ensure(
                project, engine, development=development, progress=progress, environment=environment
            )
    except SetupError as refusal:
        progress.say(f"migrate: {refusal}")
        return refusal.exit_code
    except KeyboardInterrupt:
        progress.say(
            "migrate: interrupted; nothing half-written is left, and the same command goes on from here"
        )
        return _INTERRUPTED
    if made or not quiet:
        lane = engine_folder(project, environment).lane
        word = "ready" if made else "nothing to do"
        progress.say(f"{word}: .venv, and pulumi {Versions.read(project).pulumi} ({lane})")
    return 0


def pin(
    project: Path = PROJECT,
    *,
    progress: Progress | None = None,
    environment: Mapping[str, str] = os.environ,
    site: str = SITE,
) -> int:
    """Pin what may be downloaded, for a person to review and commit; answers an exit code."""
    progress = progress or Progress()
    engine = engine_folder(project, environment)
    shop = Workshop(project, engine, Versions.read(project), progress, environment)
    try:
        with lock(engine.folder.with_suffix(".lock"), "the engine", progress=progress), _interrupted_once():
            try:
                sums = pin_downloads(shop, Patience(), site=site)
                write_sums(project, sums)
            except NotToBeHadError as fault:
                what = f"setup: Pulumi's site cannot be read: {fault}"
                raise SetupError(
                    what, "run it on a machine that reaches the site", rule="setup-download"
                ) from None
            except OSError as fault:
                raise of_disk(fault, engine.folder) from None
            finally:
                engine.clear_work()
    except SetupError as refusal:
        progress.say(f"migrate: {refusal}")
        return refusal.exit_code
    except KeyboardInterrupt:
        progress.say("migrate: interrupted; nothing is pinned anew")
        return _INTERRUPTED
    progress.say(f"{PLACE}: {len(sums)} sums; look at what has changed, then commit it")
    return 0


def main(arguments: Sequence[str]) -> int:
    """`./migrate setup` from the command line; answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="./migrate setup",
        description="Make .venv and the Pulumi engine ready. A second run does nothing.",
    )
    parser.add_argument(
        "--engine",
        choices=CHOICES,
        default="auto",
        help="where the engine comes from: a new enough pulumi on PATH, Pulumi's own distribution, "
        "a build from Go modules, or the first of these that is to be had (auto)",
    )
    parser.add_argument("--dev", action="store_true", help="install what the tests and linters need, too")
    parser.add_argument(
        "--pin",
        action="store_true",
        help=f"write the SHA-256 sums of the archives for all machines into {PLACE}, and do nothing else",
    )
    chosen = parser.parse_args(arguments)
    if chosen.pin:
        return pin()
    return set_up(engine=chosen.engine, development=chosen.dev)


def _ensure(
    project: Path, engine: str, *, development: bool, progress: Progress, environment: Mapping[str, str]
) -> bool:
    venv = VirtualEnvironment(project, environment)
    made = False
    if venv.lacks(development=development) is not None:
        with lock(project / ".intune-waves" / "setup.lock", "this checkout", progress=progress):
            made = venv.ensure(progress, development=development)
    return ensure_engine(project, progress, choice=engine, environment=environment) or made


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """A polite end (SIGTERM) cleans up as Ctrl-C does, and a second Ctrl-C does not cut it short."""
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.getsignal(kind) for kind in kinds}

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for kind in kinds:
            signal.signal(kind, signal.SIG_IGN)
        raise KeyboardInterrupt

    for kind in kinds:
        if before[kind] is not signal.SIG_IGN:
            signal.signal(kind, interrupt)
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, before[kind])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
