"""Filling a wave of 2,000 people, beside azuread.Group with the same people as members."""

import json
from collections.abc import Iterator

from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import timed
from tools.benchmarks.workbench import Workbench, workbench

_PEOPLE = 2000
_PER_PATCH, _PER_BATCH = 20, 20
_OURS = """\
import pulumi
import pulumi_azuread as azuread
from components.intune import GroupMembership

source = azuread.get_groups(display_names=["Engineering"]).object_ids[0]
group = azuread.GroupWithoutMembers("wave", display_name="Bench ours", security_enabled=True)
GroupMembership("wave", group_id=group.object_id, except_group_ids=[], except_user_ids=[],
                share={"groupId": source, "size": %d, "seed": "1"})
"""
_GROUP_ALONE = """\
import pulumi_azuread as azuread

azuread.GroupWithoutMembers("wave", display_name="Bench group alone", security_enabled=True)
"""
_THEIRS = """\
import json
import pulumi_azuread as azuread

azuread.Group("wave", display_name="Bench theirs", security_enabled=True,
              members=json.load(open("members.json")))
"""


def filling() -> Iterator[Row]:
    """Both fill a new group with 2,000 people; what the group itself costs is taken off both."""
    with workbench() as bench:
        group_alone = _up(bench, "group-alone", program=_GROUP_ALONE)
        bench.clear_requests()
        ours = _up(bench, "ours", program=_OURS % _PEOPLE)
        first = bench.requests()
        folder = bench.folder / "ours"
        bench.clear_requests()
        again = timed(lambda: bench.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev"))
        second = bench.graph_requests()
        theirs = _up(bench, "theirs", program=_THEIRS, members=bench.people(_PEOPLE))
    batches = [row for row in first if row["path"].endswith("/$batch")]
    writes = [row for row in second if row["method"] != "GET"]
    floor = _PEOPLE / _PER_PATCH / _PER_BATCH
    faster = (theirs - group_alone) / max(ours - group_alone, 0.001)
    yield Row("filling 2,000 people, $batch calls", len(batches), "calls", floor, floor)
    yield Row("filling 2,000 people, ours", ours, "s", group_alone)
    yield Row("filling 2,000 people, azuread.Group(members=…)", theirs, "s", group_alone)
    yield Row("filling 2,000 people, members alone", faster, "times faster", None, 20, at_least=True)
    yield Row("a second up, writes", len(writes), "requests", 0, 0)
    yield Row("a second up", again, "s")


def _up(bench: Workbench, name: str, *, program: str, members: list[str] | None = None) -> float:
    folder = bench.program(name, program)
    if members is not None:
        (folder / "members.json").write_text(json.dumps(members))
    return timed(lambda: bench.pulumi(folder, "up", "--yes", "--skip-preview", "--stack", "dev"))
