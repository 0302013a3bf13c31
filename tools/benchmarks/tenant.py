"""The simulated tenant by itself: how fast it is planted, answers and is reset, and what it holds in memory.

Whatever is measured through it carries its time too, so here it is asked by no client of ours.
"""

import http.client
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import timed
from tools.benchmarks.workbench import Workbench, workbench

_PEOPLE, _PLANTED_BAR_SECONDS = 100_000, 20.0
_READS, _READS_BAR = 2_000, 1_000
_PAGES, _PAGE_BAR_MILLISECONDS = 30, 15.0
_RESETS, _RESET_BAR_SECONDS = 3, 2.0
_MEMORY_BAR_MEGABYTES = 300.0


def tenant(people: int = _PEOPLE, planted_bar: float = _PLANTED_BAR_SECONDS) -> Iterator[Row]:
    """Start it with so many people; read one object and one page again and again on one connection; reset it.

    The floor of a start is that of a tenant with one person, the floor of a page that of one object.
    """
    shown = f"a tenant of {people:,} people"
    with _started(1) as (_, floor):
        pass
    with _started(people) as (bench, planted):
        yield Row(f"{shown}, planted", planted, "s", floor, planted_bar)
        asked = _Connection(bench)
        group = asked.read("/v1.0/groups?$select=id")["value"][0]["id"]
        seconds = timed(lambda: [asked.read(f"/v1.0/groups/{group}?$select=id") for _ in range(_READS)])
        one = 1000 * seconds / _READS
        yield Row(
            f"{shown}, reads on one connection", _READS / seconds, "a second", None, _READS_BAR, at_least=True
        )
        path = "/v1.0/users?$select=id,userPrincipalName&$top=999"
        pages = [timed(lambda: asked.read(path)) for _ in range(_PAGES)]
        yield Row(f"{shown}, a page of 999", 1000 * median(pages), "ms", one, _PAGE_BAR_MILLISECONDS)
        yield Row(f"{shown}, reset", median(_resets(bench)), "s", None, _RESET_BAR_SECONDS)
        if (most := _most_memory(bench)) is not None:
            yield Row(f"{shown}, most memory", most, "MB", None, _MEMORY_BAR_MEGABYTES)


def _resets(bench: Workbench) -> Iterator[float]:
    """The seconds of each reset, after a period in which people have acted."""
    for _ in range(_RESETS):
        bench.control("POST", "clock", body={"days": 14})
        yield timed(lambda: bench.control("POST", "reset"))


@contextmanager
def _started(people: int) -> Iterator[tuple[Workbench, float]]:
    """A workbench with a tenant of so many people, and the seconds until it answered."""
    began = time.perf_counter()
    with workbench(people=people) as bench:
        yield bench, time.perf_counter() - began


def _most_memory(bench: Workbench) -> float | None:
    """The most memory that the tenant's process has held, in MB; None where the system does not tell."""
    status = Path("/proc") / str(bench.control("GET", "status")["pid"]) / "status"
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    return None if kilobytes is None else int(kilobytes) / 1024


class _Connection:
    """One connection that is kept, signed in."""

    def __init__(self, bench: Workbench) -> None:
        address = urlsplit(bench.connection.url)
        trust = ssl.create_default_context(cafile=bench.connection.ca_file)
        self._connection = http.client.HTTPSConnection(address.netloc, context=trust)
        self._headers = {"Authorization": f"Bearer {bench.client.bearer()}"}

    def read(self, path: str) -> Any:
        """The answer to one request. Raises RuntimeError where it is no success."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} is answered {answer.status}")
        return json.loads(body)
