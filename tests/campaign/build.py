"""Waves and campaigns that are right, for tests that vary one thing."""

from datetime import date
from typing import Any

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.people import ListedPeople
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import AtPeriod, Wave

EVERY_PLATFORM = (Platform.WINDOWS, Platform.MAC, Platform.IOS, Platform.ANDROID)


def wave(wave_id: str = "limited-pilot", **changes: Any) -> Wave:
    """A wave of two listed people that starts in period 1."""
    values: dict[str, Any] = {
        "title": wave_id.replace("-", " ").capitalize(),
        "people": ListedPeople(2, upns=("adele.vance@adatum.com", "alex.wilber@adatum.com")),
        "start": AtPeriod(1),
        "platforms": EVERY_PLATFORM,
    }
    return Wave(id=wave_id, **values | changes)


def campaign(*waves: Wave, **changes: Any) -> Campaign:
    """Adatum's campaign with these waves."""
    values: dict[str, Any] = {
        "name": "Adatum moves to Intune",
        "organisation": "Adatum Corporation",
        "calendar": Calendar(date(2027, 1, 11), 14),
        "break_glass": ("breakglass1@adatum.com", "breakglass2@adatum.com"),
    }
    return Campaign(waves=waves, **values | changes)
