"""How a command hears of the simulated tenant, and of one that does not run."""

from pathlib import Path

import pytest

from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.simulated_tenant import connect


def test_a_tenant_that_does_not_run_is_refused_each_time_by_a_refusal_of_its_own(tmp_path: Path) -> None:
    refusals = []
    for _ in range(2):
        with pytest.raises(RefusedError) as refused:
            connect(RuntimeHome(tmp_path).make())
        refusals.append(refused.value)
    first, second = refusals
    assert first is not second
    assert str(first) == "the simulated tenant is not running\n  next: ./migrate tenant start"
    assert (first.exit_code, second.exit_code) == (3, 3)
