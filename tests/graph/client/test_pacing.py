"""Retry-After in every form that Graph sends."""

from datetime import UTC, datetime

import pytest

from intune_waves.graph.client.pacing import retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "Mon, 06 Jan 2025 10:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 06 Jan 2025 09:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, datetime(2025, 1, 6, 10, tzinfo=UTC)) == seconds
