"""The display names of everything that the campaign makes in the tenant."""

import re
from datetime import date
from hashlib import sha256

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave

PREFIX = "Intune waves"
"""What every name begins with, so that a person who meets one in the portal knows where it comes from."""


_GROUP_MARK = re.compile(r" \[intune-waves of ([0-9a-f]{8})\]$")

# At the end of an Intune object's description; its first part stands for one resource of one stack.
OBJECT_MARK = re.compile(
    r"\n?\[intune-waves ([0-9a-f]{10})(?: of ([0-9a-f]{8}))?(?: rank ([0-9]{1,6}))?\]\s*$"
)


def stack_mark(stack: str, project: str) -> str:
    """What stands for a stack in the tenant, by its name and its project's."""
    return sha256(f"{stack}::{project}".encode()).hexdigest()[:8]


def marked_for(description: str, stack: str) -> str:
    """The description of a group with the mark of its stack."""
    return f"{description} [intune-waves of {stack}]"


def group_mark_in(description: str) -> str | None:
    """The mark of the stack that a group's description ends with; None where it has none."""
    found = _GROUP_MARK.search(description)
    return found[1] if found else None


def without_mark(description: str) -> str:
    """The description of a group without the mark of its stack."""
    return _GROUP_MARK.sub("", description)


def object_mark_in(description: str) -> str | None:
    """The mark of the stack that an Intune object's description ends with; None where it has none."""
    found = OBJECT_MARK.search(description)
    return found[2] if found else None


def group_name(wave: Wave) -> str:
    """The target group's display name."""
    return f"{PREFIX}: {wave.title}"


def enforced_group_name(wave: Wave) -> str:
    """The display name of the group that the wave's enabled policy includes."""
    return f"{PREFIX}: {wave.title} (enforced)"


def group_description(wave: Wave) -> str:
    """The target group's description, before the mark of its stack."""
    return f"People of the wave {wave.title}, kept by intune-waves."


def enforced_group_description(wave: Wave) -> str:
    """The enforced group's description, before the mark of its stack."""
    return f"People of the wave {wave.title} who are enforced, admitted by intune-waves alone."


def dated_group_name(title: str, standing: str, *, day: date) -> str:
    """The display name of a group of people of a wave by their standing, such as `waiting until`, and day."""
    return f"{PREFIX}: {title} ({standing} {day})"


def restriction_name(platform: Platform, rule: str) -> str:
    """The display name of the enrollment restriction that all waves under a rule share on a platform."""
    return f"{PREFIX}: {platform.title}, {rule}"


def own_restriction_name(wave: Wave, platform: Platform) -> str:
    """The display name of a wave's own restriction, as waves had them until they shared theirs."""
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
