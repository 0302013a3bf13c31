"""What a preview costs when nothing changes, beside a program that does nothing but import."""

from collections.abc import Iterator

from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import in_turns
from tools.benchmarks.workbench import workbench

_BAR = 1.3
# One period after the other, as a campaign goes: a wave is admitted to enforcement only from deadline.
_LAST_PERIOD = 5
_EMPTY = "import pulumi\nimport pulumi_azuread\n"


def no_change_preview() -> Iterator[Row]:
    """Five waves in force, previewed again, in turns with the empty program on the same engine."""
    with workbench(behaviour="eager") as bench:
        empty = bench.program("empty", _EMPTY)
        campaign = bench.campaign()
        for period in range(_LAST_PERIOD):
            bench.step(campaign, period, after=period + 1)
        bench.pulumi(empty, "up", "--yes", "--skip-preview", "--stack", "dev")
        preview = ["preview", "--stack", "dev", "--expect-no-changes"]
        ours, floor = in_turns(
            [lambda: bench.pulumi(campaign, *preview), lambda: bench.pulumi(empty, *preview)], runs=5
        )
        bench.clear_requests()
        bench.pulumi(campaign, *preview)
        graph = bench.graph_requests()
    yield Row("no-change preview, five waves", ours, "s", floor)
    yield Row("no-change preview, of an empty program", ours / floor, "times", 1, _BAR)
    yield Row("no-change preview, requests to the tenant", len(graph), "requests")
