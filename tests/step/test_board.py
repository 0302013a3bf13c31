"""A wave's board follows from each person's devices, and the funnel from the board."""

from datetime import date

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.step.board import ADMITTED, BoardPerson, BoardRow, Funnel, board_row, funnel
from intune_waves.step.loss import Device, Management

ASKED = frozenset({"windows", "iOS"})
GOOD = Device("windows", True, True, Management.INTUNE)
PHONE = Device("iOS", False, True)
OLD = Device("windows", False, True, Management.ELSEWHERE)


def row(*devices: Device, excluded: bool = False, attempts: int | None = None) -> BoardRow:
    return board_row(BoardPerson(devices, {}, excluded, ADMITTED, attempts), ASKED)


@pytest.mark.parametrize(
    ("devices", "left", "enrolled", "compliant", "why"),
    [
        ((GOOD,), True, True, True, ""),
        ((GOOD, PHONE), True, True, False, "loses iOS and keeps another device"),
        ((), True, False, False, "never enrolled"),
        ((OLD,), False, False, False, "managed by another service"),
        ((GOOD._replace(let_in=False),), True, True, False, "not compliant"),
        ((OLD._replace(active=False), GOOD), True, True, True, ""),
        ((GOOD._replace(platform="macOS"),), True, False, False, "never enrolled"),
    ],
)
def test_a_line_says_how_far_somebody_has_come(
    devices: tuple[Device, ...], left: bool, enrolled: bool, compliant: bool, why: str
) -> None:
    found = row(*devices)
    assert (found.left_old_service, found.enrolled, found.compliant) == (left, enrolled, compliant)
    assert found.failed_because == why


def test_failed_attempts_are_told_with_the_reason() -> None:
    assert row(attempts=2).failed_because == "never enrolled; 2 failed attempts to enroll"
    assert row(GOOD, attempts=2).failed_because == ""


def test_the_newest_message_is_told() -> None:
    told = {Stage.DEADLINE: date(2027, 2, 8), Stage.ANNOUNCE: date(2027, 1, 11)}
    assert board_row(BoardPerson((), told), ASKED).told == "deadline on 2027-02-08"


def test_the_excluded_are_in_no_other_count() -> None:
    out = row(excluded=True)
    assert (out.standing, out.failed_because) == ("excluded", "")
    counted = funnel([row(GOOD), row(OLD), out])
    assert counted == Funnel(2, 0, 1, 1, 1, 2, 1)
    assert str(counted).endswith("2 admitted; 1 excluded")
