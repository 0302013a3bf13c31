"""The simulated tenant with a million people."""

from collections.abc import Iterator

from tools.benchmarks.row import Row
from tools.benchmarks.tenant import tenant

_PEOPLE, _PLANTED_BAR_SECONDS = 1_000_000, 240.0


def tenant_million() -> Iterator[Row]:
    """The same figures as for the smaller one, against the bar of four minutes."""
    return tenant(_PEOPLE, _PLANTED_BAR_SECONDS)
