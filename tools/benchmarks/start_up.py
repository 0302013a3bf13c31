"""How long a person waits for `./migrate --help` and `./migrate validate`."""

from collections.abc import Iterator

from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import in_turns, quietly

_BAR_SECONDS = 0.4
_BAR_TIMES = 6
_HUNDRED = PROJECT / "examples" / "hundred-sites" / "waves"
_BAR_HUNDRED = 1.0


def start_up() -> Iterator[Row]:
    """Both as whole processes, beside a Python that does nothing."""
    empty = ["python3", "-c", "pass"]
    commands = [empty, ["python3", "migrate", "--help"], ["python3", "migrate", "validate"]]
    commands.append(["python3", "migrate", "validate", str(_HUNDRED)])
    works = [lambda command=command: quietly(command, cwd=PROJECT) for command in commands]
    floor, helped, validated, hundred = in_turns(works, runs=9)
    yield Row("./migrate --help", helped, "s", floor, _BAR_SECONDS)
    yield Row("./migrate validate", validated, "s", floor, _BAR_SECONDS)
    yield Row("./migrate validate, of a Python that does nothing", validated / floor, "times", 1, _BAR_TIMES)
    yield Row("./migrate validate of 100 waves", hundred, "s", floor, _BAR_HUNDRED)
