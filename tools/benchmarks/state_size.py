"""What a wave weighs in the state: the same for 50 people and for 50,000."""

import json
from collections.abc import Iterator

from tools.benchmarks.row import Row
from tools.benchmarks.workbench import Workbench, workbench

_SMALL, _LARGE = 50, 50_000
_BAR_BYTES = 1024
_PROGRAM = """\
import pulumi_azuread as azuread
from components.intune import GroupMembership

everybody = azuread.get_groups(display_names=["All Employees"]).object_ids[0]
group = azuread.GroupWithoutMembers("wave", display_name="Bench of {size:>6}", security_enabled=True)
GroupMembership("wave", group_id=group.object_id, except_group_ids=[], except_user_ids=[],
                share={{"groupId": everybody, "size": {size}, "seed": "1"}})
"""


def state_size() -> Iterator[Row]:
    """Two stacks of one wave each, weighed as Pulumi exports them."""
    with workbench(people=_LARGE + 2_000) as bench:
        small, large = (_weight(bench, size) for size in (_SMALL, _LARGE))
    yield Row(f"state of a wave of {_SMALL}", small, "bytes")
    yield Row(f"state of a wave of {_LARGE:,}", large, "bytes", small, small + _BAR_BYTES)


def _weight(bench: Workbench, size: int) -> int:
    folder = bench.program(f"wave-{size:06}", _PROGRAM.format(size=size))
    bench.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev")
    exported = json.loads(bench.pulumi(folder, "stack", "export", "--stack", "dev"))
    return len(json.dumps(exported["deployment"]))
