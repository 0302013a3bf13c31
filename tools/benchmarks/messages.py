"""A hundred thousand people's copies of one message: their time, and that none of them is kept."""

import tracemalloc
from collections.abc import Iterator

from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.declarations import load
from intune_waves.messages import Message, Recipient, personal
from intune_waves.messages.rendering import render
from intune_waves.messages.template_folder import read_templates
from intune_waves.stack.home import PROJECT
from tools.benchmarks.row import Row
from tools.benchmarks.stopwatch import timed

_PEOPLE = 100_000
_BAR_SECONDS, _BAR_KILOBYTES = 20.0, 64.0
_TRACED = 10_000
"""Copies that are made under tracemalloc, which is too slow for all of them."""


def messages() -> Iterator[Row]:
    """The longest of Adatum's messages, beside the mere making of as many texts of its size."""
    message = _longest()
    seconds = timed(lambda: _make(message, _PEOPLE))
    floor = timed(lambda: _copy(message, _PEOPLE))
    # Once before, so that what the first copy alone leaves behind is not counted.
    _make(message, 1)
    one, most = (_peak(message, people) for people in (1, _TRACED))
    size = (len(message.text) + len(message.html)) / 1024
    yield Row(f"{_PEOPLE:,} personal messages of {size:.1f} KiB", seconds, "s", floor, _BAR_SECONDS)
    yield Row(f"{_TRACED:,} personal messages, most memory", most, "KiB", one, _BAR_KILOBYTES)


def _longest() -> Message:
    campaign = load(PROJECT / "waves")
    planned, templates = schedule(campaign), read_templates(PROJECT / "waves")
    wave = campaign.waves[-1]
    stages = [stage for stage in Stage if stage is not Stage.PLANNED]
    made = [render(campaign, planned, wave=wave, stage=stage, templates=templates) for stage in stages]
    return max(made, key=lambda message: len(message.html))


def _make(message: Message, people: int) -> int:
    size = 0
    for number in range(people):
        person = Recipient(f"p{number}@adatum.com", f"Person <{number}> & company")
        size += sum(map(len, personal(message, person)))
    return size


def _copy(message: Message, people: int) -> int:
    size = 0
    for number in range(people):
        name = f"Person {number}"
        size += len(message.text + name) + len(message.html + name)
    return size


def _peak(message: Message, people: int) -> float:
    tracemalloc.start()
    try:
        _make(message, people)
        return tracemalloc.get_traced_memory()[1] / 1024
    finally:
        tracemalloc.stop()
