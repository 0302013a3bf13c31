"""Retry-After in every form that Graph sends."""

from datetime import UTC, datetime

import pytest

from intune_waves.graph.client.pacing import Pace, Patience, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "Mon, 06 Jan 2025 10:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 06 Jan 2025 09:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 06 Jan 2025 10:02:00 -0000"}, 120.0),
        ({"retry-after": "Mon, 06 Jan 2025 11:02:00 +0100"}, 120.0),
        ({"retry-after": "Monday, 06-Jan-25 10:02:00 GMT"}, 120.0),
        ({"retry-after": "Mon Jan  6 10:02:00 2025"}, 120.0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 251_666_143_199.0),
        ({"retry-after": "999999999999999"}, 999_999_999_999_999.0),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Mon, 06 Jan 99999 10:02:00 GMT"}, None),
        ({"retry-after": "Mon, 99 Jan 2025 10:02:00 GMT"}, None),
        ({"retry-after": "Mon, 06 Jan 2025 10:02:00 +9999"}, None),
        *(({"retry-after": text}, None) for text in ("soon", "nan", "inf", "1e3", "1_0", "\u0661", ",", "")),
        ({}, None),
    ],
)
def test_the_wait_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, datetime(2025, 1, 6, 10, tzinfo=UTC)) == seconds


async def test_an_answer_that_always_asks_for_nothing_is_not_asked_for_ever() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    patience = Patience(100, sleep, lambda: 0.0)
    while await patience.wait(0.0):
        assert len(waits) < 20
    assert waits[:5] == [0.0] * 5
    assert sum(waits) <= 100


async def test_a_request_that_was_sent_again_late_is_counted_from_its_end() -> None:
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(1, 1, clock=lambda: now, sleep=sleep)
    await pace.turn()
    now += 0.4
    pace.ended()
    await pace.turn()
    assert now == 1.0
    now += 2.5
    pace.ended()
    await pace.turn()
    assert now == 4.5


def test_a_moment_is_on_the_clock_of_who_answers() -> None:
    headers = {"Retry-After": "Mon, 11 Jan 2027 08:00:07 GMT", "Date": "Mon, 11 Jan 2027 08:00:00 GMT"}
    assert retry_after(headers) == 7.0
