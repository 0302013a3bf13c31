"""The display names of everything that the campaign makes in the tenant."""

from datetime import date

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave

PREFIX = "Intune waves"
"""What every name begins with, so that a person who meets one in the portal knows where it comes from."""


def group_name(wave: Wave) -> str:
    """The target group's display name."""
    return f"{PREFIX}: {wave.title}"


def enforced_group_name(wave: Wave) -> str:
    """The display name of the group that the wave's enabled policy includes."""
    return f"{PREFIX}: {wave.title} (enforced)"


def dated_group_name(title: str, kind: str, day: date) -> str:
    """The display name of a group in which people of a wave wait for `day`."""
    return f"{PREFIX}: {title} ({kind} until {day})"


def restriction_name(wave: Wave, platform: Platform) -> str:
    """The display name of the wave's enrollment restriction for one platform."""
    return f"{PREFIX}: {wave.title} ({platform.title})"


def compliance_name(wave: Wave, platform: Platform) -> str:
    """The display name of the wave's compliance policy for one platform."""
    return f"{PREFIX}: {wave.title} compliance ({platform.title})"


def reminder_name(wave: Wave) -> str:
    """The display name of the notification template that reminds the wave's people of their deadline."""
    return f"{PREFIX}: {wave.title} reminder"


def policy_name(wave: Wave) -> str:
    """The display name of the wave's conditional access policy."""
    return policy_name_of(wave.title)


def everybody_policy_name() -> str:
    """The display name of the one policy for everybody; no wave's policy can be called so."""
    return f"{PREFIX}: all users need a compliant device"


def is_policy_name(name: str) -> bool:
    """Whether a conditional access policy of that name is one that a campaign makes, of whatever wave."""
    own = policy_name_of("")
    begins, _, ends = own.partition(": ")
    return name == everybody_policy_name() or (name.startswith(f"{begins}: ") and name.endswith(ends))


def policy_name_of(title: str) -> str:
    """The display name of the conditional access policy of the wave with that title."""
    return f"{PREFIX}: {title} needs a compliant device"
