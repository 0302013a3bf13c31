"""Every situation of the table of what must hold, walked on the real engine.

The walks wait for the provider far more than they work, so some of them are under way at a time; the tests
tell of them in turn. `INTUNE_WAVES_SITUATIONS=all` walks each by all of its ways.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journeys.prepared_stack import PreparedStacks
from tests.journeys.situation import read, walks
from tests.journeys.situation_walk import Walk, end, forget

pytestmark = pytest.mark.journey

WALKS = list(walks(every_way=os.environ.get("INTUNE_WAVES_SITUATIONS") == "all"))
AT_A_TIME = int(os.environ.get("INTUNE_WAVES_WALKERS", "4"))


@pytest.fixture(scope="module")
def under_way(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, "Future[None]"]]:
    """All situations that were asked for, begun; each by the id of its test."""
    folder = tmp_path_factory.mktemp("situations")
    stacks = PreparedStacks(Path(os.environ.get("INTUNE_WAVES_PREPARED", folder)))
    asked = {each.callspec.id for each in request.session.items if hasattr(each, "callspec")}
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        try:
            yield {
                name: pool.submit(_walk, stacks, folder / f"walk-{number}", path, way)
                for number, (path, way) in enumerate(WALKS)
                if (name := _name(path, way)) in asked
            }
        finally:
            pool.shutdown(cancel_futures=True)


def _walk(stacks: PreparedStacks, folder: Path, path: Path, way: str) -> None:
    situation = read(path)
    journey = stacks.begin(situation.begins, folder)
    try:
        walk = Walk(journey)
        walk.begin()
        for step in situation.steps_by(way):
            walk.step(step)
        walk.judge(situation.right)
    finally:
        end(journey)
    forget(folder)


def _name(path: Path, way: str) -> str:
    return f"{path.stem}-by-{way}" if way else path.stem


@pytest.mark.parametrize("name", [_name(path, way) for path, way in WALKS], ids=str)
def test_situation(name: str, under_way: dict[str, "Future[None]"]) -> None:
    under_way[name].result()
