"""A wave's board: for each of its people how far they have come, and the same as a funnel of counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.step.headcount import people
from intune_waves.step.loss import Device, LossReason, Management, loss_of, shown_platform

EXCLUDED = "excluded"
ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """What is known of somebody in a wave. `attempts` are failed ones to enroll, None where no list tells."""

    devices: tuple[Device, ...]
    told: Mapping[Stage, date]
    excluded: bool = False
    standing: str = ""
    """Where they stand to the enabled policy, such as `waits until 2027-03-01`."""
    attempts: int | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One person's line. `failed_because` says what the policy takes from them and why; empty for nothing."""

    told: str
    left_old_service: bool
    enrolled: bool
    compliant: bool
    failed_because: str
    standing: str

    @property
    def excluded(self) -> bool:
        """Whether the person is never in the campaign."""
        return self.standing == EXCLUDED


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people of a wave have come how far; the excluded are in no other count."""

    people: int
    told: int
    left_old_service: int
    enrolled: int
    compliant: int
    admitted: int
    excluded: int

    def plain(self) -> dict[str, int]:
        """The counts by their names."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        """In a sentence."""
        excluded = f"; {self.excluded:,} excluded" if self.excluded else ""
        return (
            f"{people(self.people)}: {self.told:,} told, {self.left_old_service:,} left the old service, "
            f"{self.enrolled:,} enrolled, {self.compliant:,} compliant on all devices, "
            f"{self.admitted:,} admitted{excluded}"
        )


def board_row(person: BoardPerson, platforms: frozenset[str]) -> BoardRow:
    """How far somebody has come in a wave on these platforms of conditional access.

    Enrolled is who has an active device in Intune on one of them, compliant who loses nothing by the policy.
    """
    devices = [each for each in person.devices if each.active]
    loss = loss_of(person.devices, platforms)
    newest = max(person.told.items(), key=lambda each: each[0].position, default=None)
    return BoardRow(
        f"{newest[0].value} on {newest[1]}" if newest else "",
        not any(each.management is Management.ELSEWHERE for each in devices),
        any(each.management is Management.INTUNE and each.platform in platforms for each in devices),
        loss.nothing,
        "" if person.excluded else _why(loss.devices, loss.reason, attempts=person.attempts),
        EXCLUDED if person.excluded else person.standing,
    )


def _why(lost: tuple[str, ...], reason: LossReason | None, *, attempts: int | None) -> str:
    if reason is None and not lost:
        return ""
    said = (
        reason.value if reason else f"loses {', '.join(map(shown_platform, lost))} and keeps another device"
    )
    tried = f"; {attempts:,} failed attempts to enroll" if attempts else ""
    return f"{said}{tried}"


def funnel(rows: Iterable[BoardRow]) -> Funnel:
    """The board in counts."""
    counted = Counter[str]()
    for row in rows:
        if row.excluded:
            counted["excluded"] += 1
            continue
        counted["people"] += 1
        for name in ("told", "left_old_service", "enrolled", "compliant"):
            counted[name] += bool(getattr(row, name))
        counted["admitted"] += row.standing == ADMITTED
    return Funnel(**{name: counted[name] for name in Funnel.__slots__})
