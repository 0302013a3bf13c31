"""The pace keeps to the quota as the mailbox counts it, and loses hardly any time by it."""

import asyncio
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

import pytest

from intune_waves.declarations import load
from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.sending_pace import (
    AT_A_TIME,
    WINDOW_SECONDS,
    MailboxQuota,
    SendingPace,
    quota_of,
)
from intune_waves.stack.home import PROJECT
from tests.campaign import build
from tests.messages.jumping_time import run_jumping


class Mailbox:
    """Takes so many messages in any window, each at some moment between its request and its answer."""

    def __init__(self, per_minute: int, seed: int) -> None:
        self.per_minute, self.taken, self.chance = per_minute, deque[float](), random.Random(seed)
        self.accepted = self.throttled = 0

    async def take(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 0.4))
        now = asyncio.get_running_loop().time()
        while self.taken and self.taken[0] <= now - WINDOW_SECONDS:
            self.taken.popleft()
        if len(self.taken) < self.per_minute:
            self.taken.append(now)
            self.accepted += 1
        else:
            self.throttled += 1
        await asyncio.sleep(self.chance.uniform(0, 0.4))


def sent_in(per_minute: int, messages: int, seed: int, ages: Iterable[float] = ()) -> tuple[Mailbox, float]:
    """The mailbox after so many messages, and the seconds that they took."""

    async def work() -> tuple[Mailbox, float]:
        clock = asyncio.get_running_loop().time
        mailbox, began, left = Mailbox(per_minute, seed), clock(), iter(range(messages))
        mailbox.taken.extend(began - age for age in ages)
        pace = SendingPace(per_minute, list(mailbox.taken), halt=Halt(clock))

        async def worker() -> None:
            for _ in left:
                assert await pace.turn()
                await mailbox.take()
                pace.answered()

        await asyncio.gather(*(worker() for _ in range(AT_A_TIME)))
        return mailbox, clock() - began

    return run_jumping(work())


@pytest.mark.parametrize(
    ("per_minute", "messages"), [(30, 1), (30, 30), (30, 31), (30, 90), (30, 2000), (1, 5), (3, 20)]
)
def test_no_message_is_throttled_and_the_whole_takes_hardly_longer_than_it_must(
    per_minute: int, messages: int
) -> None:
    least = MailboxQuota(per_minute).least_seconds(messages)
    for seed in range(3):
        mailbox, seconds = sent_in(per_minute, messages, seed)
        assert (mailbox.accepted, mailbox.throttled) == (messages, 0)
        # The first window's own requests are no part of the bound.
        assert least <= seconds <= 1.1 * least + messages * 0.8


def test_the_least_time_is_that_of_the_windows_that_are_needed() -> None:
    quota = MailboxQuota(30)
    assert [quota.least_seconds(n) for n in (0, 1, 30, 31, 60, 61, 90)] == [0, 0, 0, 60, 60, 120, 120]


def test_what_an_earlier_run_has_sent_takes_its_room() -> None:
    mailbox, seconds = sent_in(30, 30, 1, ages=[70.0] * 5 + [40.0] * 20)
    assert (mailbox.accepted, mailbox.throttled) == (30, 0)
    assert seconds > 20


def test_a_stopped_run_begins_no_message() -> None:
    async def work() -> list[bool]:
        halt = Halt(asyncio.get_running_loop().time)
        pace = SendingPace(1, [], halt=halt)
        turns = [await pace.turn()]
        pace.answered()
        halt.wish()
        return [*turns, await pace.turn()]

    assert run_jumping(work()) == [True, False]


def test_the_quota_is_exchanges_unless_the_campaign_says_less() -> None:
    assert quota_of(build.campaign()) == MailboxQuota(30, 10_000)
    shipped = load(PROJECT / "waves")
    assert shipped.messages is not None
    declared = replace(shipped, messages=replace(shipped.messages, per_minute=10))
    assert quota_of(declared) == MailboxQuota(10, 10_000)
