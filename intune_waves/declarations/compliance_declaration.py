"""The shape of `compliance`: what is asked of devices, and how long people get to put one right."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from intune_waves.campaign.compliance_policy import LONGEST_GRACE_HOURS
from intune_waves.campaign.compliance_rules import SETTINGS, ComplianceRules, DevicesWithoutPolicy
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import FLAG, as_hours, kind, number, one_of, refused

_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}", re.ASCII)
_NO_HOURS = re.compile(r"0 (hour|day|week)s?", re.ASCII)
_SPAN = {"type": "string", "pattern": "^[0-9]{1,4} (hour|day|week)s?$"}


def _as_version(value: Any) -> str | None:
    # 14.10 without quotes is a number, and the same as 14.1: nobody can tell which was meant.
    written = str(value) if type(value) is int else value
    return written if isinstance(written, str) and _VERSION.fullmatch(written) else None


def _as_grace(value: Any) -> int | None:
    if isinstance(value, str) and _NO_HOURS.fullmatch(value.strip()):
        return 0
    return _as_reminder(value)


def _as_reminder(value: Any) -> int | None:
    hours = as_hours(value)
    return hours if hours and hours <= LONGEST_GRACE_HOURS else None


_GRACE = kind(
    rule="compliance-grace",
    noun="grace",
    expected="a number of hours, days or weeks up to a year, such as 24 hours",
    schema=_SPAN,
    convert=_as_grace,
)
_REMINDER = kind(
    rule="compliance-reminder",
    noun="time before the grace ends",
    expected="a number of hours, days or weeks up to a year, such as 3 days",
    schema=_SPAN,
    convert=_as_reminder,
)


def _distinct(hours: list[int]) -> list[int]:
    for index, each in enumerate(hours):
        if each in hours[:index]:
            raise refused(
                rule="duplicate-entry",
                what=f"{each} hours before the grace ends stand there twice",
                expected="each entry once",
                next_step="remove one of them",
            )
    return hours


Version = Annotated[
    str | None,
    *kind(
        rule="compliance-version",
        noun="version",
        expected='digits and points in quotes, such as "10.0.19045"',
        schema={"type": "string", "pattern": r"^[0-9]{1,5}(\.[0-9]{1,5}){0,3}$"},
        convert=_as_version,
    ),
]
Flag = Annotated[bool | None, *FLAG]
# What every platform takes: iOS and macOS 4 to 14, Android 4 to 16.
Length = Annotated[int | None, *number(rule="password-length", noun="length", low=4, high=14, whole=True)]
Jailbroken = Annotated[
    str | None,
    *one_of(
        rule="jailbroken", noun="rule for jailbroken devices", words={"block": "block", "allow": "allow"}
    ),
]


def _asked(key: str) -> Any:
    return Field(default=None, description=SETTINGS[key].asks)


class SettingsDeclaration(Declaration):
    """What is asked of the devices of one platform; what is left out is not asked."""

    os_minimum_version: Version = _asked("os_minimum_version")
    password_required: Flag = _asked("password_required")
    password_minimum_length: Length = _asked("password_minimum_length")


class WindowsDeclaration(SettingsDeclaration):
    """Settings of Windows devices."""

    encryption: Flag = _asked("encryption")
    firewall: Flag = _asked("firewall")
    antivirus: Flag = _asked("antivirus")
    secure_boot: Flag = _asked("secure_boot")


class MacDeclaration(SettingsDeclaration):
    """Settings of Macs."""

    encryption: Flag = _asked("encryption")
    firewall: Flag = _asked("firewall")
    system_integrity: Flag = _asked("system_integrity")


class IosDeclaration(SettingsDeclaration):
    """Settings of iPhones and iPads."""

    jailbroken: Jailbroken = _asked("jailbroken")


class AndroidDeclaration(SettingsDeclaration):
    """Settings of Android devices."""

    encryption: Flag = _asked("encryption")
    jailbroken: Jailbroken = _asked("jailbroken")


class ComplianceDeclaration(Declaration):
    """What is asked of devices before they count as compliant, and how long people get."""

    enforced_grace: Annotated[int, *_GRACE] = Field(
        default_factory=lambda: ComplianceRules().enforced_grace_hours,
        description="The grace once a wave is enforced; 24 hours when left out.",
    )
    reminders: Annotated[list[Annotated[int, *_REMINDER]], AfterValidator(_distinct)] = Field(
        default_factory=lambda: list(ComplianceRules().reminder_hours),
        description="How long before the grace ends people are reminded, such as 7 days; [] for never.",
    )
    devices_without_policy: Annotated[
        DevicesWithoutPolicy,
        *one_of(
            rule="devices-without-policy",
            noun="rule for devices without a policy",
            words={"leave": "leave", "noncompliant": "noncompliant"},
        ),
    ] = Field(
        default="leave",
        description="What the tenant counts devices without a policy as, from the first deadline on.",
    )
    windows: WindowsDeclaration = Field(
        default_factory=WindowsDeclaration, description="What is asked of Windows devices."
    )
    mac: MacDeclaration = Field(default_factory=MacDeclaration, description="What is asked of Macs.")
    ios: IosDeclaration = Field(
        default_factory=IosDeclaration, description="What is asked of iPhones and iPads."
    )
    android: AndroidDeclaration = Field(
        default_factory=AndroidDeclaration,
        description="What is asked of Android devices under device administrator.",
    )
    android_for_work: AndroidDeclaration = Field(
        default_factory=AndroidDeclaration,
        alias="androidForWork",
        description="What is asked of Android Enterprise devices with a work profile.",
    )
