"""The folder of a tenant."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.simulated_tenant.home import Home


def test_many_starts_at_once_do_not_take_each_others_probe(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as starts:
        done = [starts.submit(Home(tmp_path / "tenant").prepare) for _ in range(400)]
    assert [each.exception() for each in done] == [None] * 400
    assert list((tmp_path / "tenant").iterdir()) == []
