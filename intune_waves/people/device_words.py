"""What the words in a devices export mean, whichever of Intune's lists they come from."""

from collections.abc import Mapping
from enum import Enum

from intune_waves.campaign.platform import Platform
from intune_waves.people.table import same_title


class Compliance(Enum):
    """What Intune says about a device.

    Source: Microsoft Graph beta, complianceState, whose numbers the export job writes; Microsoft Learn,
    "Monitor results of your Intune device compliance policies" (2025-04).
    """

    COMPLIANT = "compliant"
    GRACE = "in grace period"
    NONCOMPLIANT = "not compliant"
    UNKNOWN = "unknown"


_COMPLIANCE: Mapping[str, Compliance] = {
    **dict.fromkeys(("compliant", "yes", "true", "1"), Compliance.COMPLIANT),
    **dict.fromkeys(("ingraceperiod", "254"), Compliance.GRACE),
    **dict.fromkeys(("noncompliant", "notcompliant", "no", "false", "2"), Compliance.NONCOMPLIANT),
    **dict.fromkeys(("conflict", "3", "error", "4"), Compliance.NONCOMPLIANT),
    **dict.fromkeys(("", "unknown", "0", "notevaluated", "notapplicable", "na"), Compliance.UNKNOWN),
    **dict.fromkeys(("configmanager", "configmgr", "seeconfigmgr", "255"), Compliance.UNKNOWN),
}
_INTUNE = frozenset(
    {
        "",
        "mdm",
        "intune",
        "microsoftintune",
        "comanaged",
        "easmdm",
        "intuneclient",
        "easintuneclient",
        "configurationmanagerclientmdm",
        "configurationmanagerclientmdmeas",
        "googleclouddevicepolicycontroller",
        "microsoft365managedmdm",
        "intuneaosp",
    }
)
"""Agents by which Intune manages a device; none at all means it too, since the export is Intune's own.

Source: Microsoft Graph beta, managementAgentType.
"""


_NO_MANAGEMENT = frozenset({"eas", "exchangeactivesync", "mde", "mssense"})
"""Mail alone or protection alone is no management: such a device keeps nobody in another service."""


def compliance_of(text: str) -> Compliance | None:
    """What a cell says; None for a word that is not known, in another language for example."""
    return _COMPLIANCE.get(same_title(text))


def managed_by_intune(text: str) -> bool:
    """Whether the agent in a cell is one of Intune's."""
    return same_title(text) in _INTUNE


def managed_elsewhere(text: str) -> bool:
    """Whether the agent in a cell is another management service's."""
    return not managed_by_intune(text) and same_title(text) not in _NO_MANAGEMENT


def platform_of(text: str) -> Platform | None:
    """The platform that an operating system belongs to; None for those that no restriction names."""
    word = same_title(text)
    if word.startswith("windows"):
        return Platform.WINDOWS
    if word.startswith(("mac", "osx")):
        return Platform.MAC
    if word.startswith(("ios", "ipad", "iphone")):
        return Platform.IOS
    if not word.startswith("android"):
        return None
    administrator = word in ("android", "androiddeviceadministrator")
    return Platform.ANDROID if administrator else Platform.ANDROID_FOR_WORK
