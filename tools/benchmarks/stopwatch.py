"""Timing whole processes, in turns, so that a machine that slows down slows them all."""

import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median


def timed(work: Callable[[], object]) -> float:
    """The seconds that `work` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(works: Sequence[Callable[[], object]], runs: int, *, warm_up: int = 1) -> list[float]:
    """The median seconds of each work, run A B C A B C …, after `warm_up` rounds that do not count."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(warm_up + runs):
        for work, times in zip(works, taken, strict=True):
            seconds = timed(work)
            if turn >= warm_up:
                times.append(seconds)
    return [median(times) for times in taken]


def quietly(command: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end without a terminal. Raises RuntimeError with what it said where it failed."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options
    )  # type: ignore[call-overload]  # the options are those of subprocess.run
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command[:4])} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done  # type: ignore[no-any-return]
