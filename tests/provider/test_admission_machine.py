"""Nobody comes under an enabled policy unjudged, whatever happens: seeded walks over a campaign.

`python -m tests.provider.admission_machine 1000 50` walks further.
"""

import pytest

from tests.provider.admission_machine import walk

RUNS, STEPS = 24, 50


@pytest.mark.parametrize("seed", range(RUNS))
def test_nobody_is_enforced_whom_the_operation_has_not_judged(seed: int) -> None:
    walk(seed, STEPS)


def test_the_walks_come_to_waves_in_force_and_to_refusals() -> None:
    walked = [walk(seed, STEPS) for seed in range(6)]
    assert sum(each.judged for each in walked) > 50, "people have come under enabled policies"
    refused = set().union(*(each.refused for each in walked))
    assert {"break-glass-enabled", "admission"} & refused
    ended = [line for each in walked for line in each.history]
    assert any(line.endswith(": killed") for line in ended)
