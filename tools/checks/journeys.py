"""The journeys of `./migrate test`, one process each: they wait for the engine far more than they work."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class RunningJourney:
    """One journey that is under way; what it says is kept in `said` until it has ended."""

    name: str
    process: "subprocess.Popen[bytes]"
    said: IO[bytes]
    began: float

    def end(self) -> int:
        """Wait for it, print what it said, and answer its exit code."""
        code = self.process.wait()
        self.said.seek(0)
        sys.stdout.buffer.write(self.said.read())
        took = time.monotonic() - self.began
        print(f"== journey {self.name}: {'failed' if code else 'ok'} by second {took:.0f}", flush=True)
        return code


@contextmanager
def under_way(project: Path, commands: Sequence[tuple[str, Sequence[str]]]) -> Iterator[list[RunningJourney]]:
    """Begin all of them side by side; whichever has not ended when this is left is ended.

    `commands` are name and words.
    """
    with TemporaryDirectory(prefix="intune-waves-") as private:
        running: list[RunningJourney] = []
        try:
            for name, words in commands:
                said = (Path(private) / name).open("w+b")
                process = subprocess.Popen(
                    words, cwd=project, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
                )
                running.append(RunningJourney(name, process, said, time.monotonic()))
            yield running
        finally:
            for journey in running:
                _end(journey)


def journey_commands(project: Path) -> list[tuple[str, list[str]]]:
    """Each file of journeys by its name, and the words that walk it."""
    pytest = [sys.executable, "-m", "pytest", "-v", "-m", "journey", "-p", "no:cacheprovider"]
    found = sorted((project / "tests" / "journeys").glob("test_*.py"))
    return [(path.stem.removeprefix("test_"), [*pytest, str(path)]) for path in found]


def _end(journey: RunningJourney) -> None:
    """End a journey; a moment to stop the tenant that it has started, then without more ado."""
    if journey.process.poll() is None:
        journey.process.send_signal(signal.SIGINT)
        try:
            journey.process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            journey.process.kill()
            journey.process.wait()
    journey.said.close()
