"""A wave: a group of people who migrate together, what decides its time frame, and what its gates ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.people import People
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage

PersonalDevices = Literal["allow", "block"]


@dataclass(frozen=True, slots=True)
class AtPeriod:
    """The wave is announced in this period; 1 is the campaign's first."""

    period: int


@dataclass(frozen=True, slots=True)
class After:
    """The wave is announced so many periods after another wave was."""

    wave: str
    periods: int = 1


Start = AtPeriod | After


class Level(IntEnum):
    """How much of a factor a group has."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of one group besides its number of people; None means nobody has judged it yet.

    Source: Microsoft Learn, "Deployment guide: Migrate to Microsoft Intune", on phased migration.
    """

    willingness: Level | None = None
    complexity: Level | None = None
    requirements: Level | None = None
    location: str | None = None
    business_risk: Level | None = None


FIGURES = (
    "coverage",
    "reach",
    "soak",
    "failed_enrollments",
    "newly_blocked",
    "losing_a_device",
    "newly_asked",
)
"""The thresholds that a gate judges one by one, by their names in a declaration; an override names one of
them.
"""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits that a gate judges when a wave enters one stage; None means that figure is not judged."""

    coverage: float | None = None
    """At least this percentage of the wave's people would lose nothing."""
    reach: float | None = None
    """At least this percentage of the wave's people has a compliant device on one of its platforms."""
    soak: int | None = None
    """At least this many periods spent in the stage before."""
    failed_enrollments: float | None = None
    """At most this percentage of the enrollments that were tried has failed."""
    newly_blocked: int | None = None
    """At most this many people lose all access by the step."""
    losing_a_device: int | None = None
    """At most this many people lose a device by the step and keep another."""
    newly_asked: int | None = None
    """At most this many people are newly asked to act in the period: what the helpdesk can carry."""
    age_hours: float | None = None
    """The reading is at most this many hours old; a day when it is None (gate.FRESH_HOURS)."""

    def __bool__(self) -> bool:
        """Whether anything is judged at all."""
        return any(getattr(self, name) is not None for name in self.__slots__)


# Many fields: one for each thing that a wave's file may say.
@dataclass(frozen=True, slots=True)
class Wave:
    """One wave as declared. `id` is kebab-case and permanent: the tenant's objects are named from it and the
    title.
    """

    id: str
    title: str
    people: People
    start: Start
    platforms: tuple[Platform, ...]
    personal_devices: PersonalDevices = "block"
    final_personal_devices: PersonalDevices | None = None
    """The rule from enforce on; None keeps `personal_devices`."""
    size: int | None = None
    """How many people are expected; None when nobody said."""
    language: str | None = None
    """The language of its messages; None for the campaign's."""
    part_of: str | None = None
    """The part of the organisation under which it is shown; None when it stands by itself."""
    factors: Factors = field(default_factory=Factors)
    thresholds: Mapping[Stage, Thresholds] = field(default_factory=dict, hash=False)
    holds: tuple[Hold, ...] = ()
    overrides: tuple[Override, ...] = ()
    places: Places | None = field(default=None, compare=False, repr=False)
