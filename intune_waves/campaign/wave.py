"""A wave: a group of people who migrate together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from intune_waves.campaign.factors import Factors
from intune_waves.campaign.hold import Hold
from intune_waves.campaign.override import Override
from intune_waves.campaign.people import People
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.thresholds import Thresholds

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
    factors: Factors = field(default_factory=Factors)
    thresholds: Mapping[Stage, Thresholds] = field(default_factory=dict, hash=False)
    holds: tuple[Hold, ...] = ()
    overrides: tuple[Override, ...] = ()
    places: Places | None = field(default=None, compare=False, repr=False)
