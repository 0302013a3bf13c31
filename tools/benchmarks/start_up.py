"""How long a person waits for `./migrate --help` and `./migrate validate`."""

from collections.abc import Iterator

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import in_turns, quietly

_BAR_SECONDS = 0.4


def start_up() -> Iterator[Row]:
    """Both as whole processes, beside a Python that does nothing."""
    empty = ["python3", "-c", "pass"]
    commands = [empty, ["python3", "migrate", "--help"], ["python3", "migrate", "validate"]]
    works = [lambda command=command: quietly(command, cwd=PROJECT) for command in commands]
    floor, helped, validated = in_turns(works, runs=9)
    yield Row("./migrate --help", helped, "s", floor, _BAR_SECONDS)
    yield Row("./migrate validate", validated, "s", floor, _BAR_SECONDS)
