"""A campaign: all of an organisation's waves, and what they have in common."""

from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.closing import Closing
from intune_waves.campaign.compliance_rules import ComplianceRules
from intune_waves.campaign.device_evidence import ACTIVE_DAYS, DeviceEvidence, Inventory
from intune_waves.campaign.exclusion import Exclusion
from intune_waves.campaign.messages import Messages
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import PersonalDevices, Wave
from intune_waves.campaign.webhook import Webhook

NEWCOMER_DAYS = 14
"""How many days a newcomer to an enforced wave waits, who would lose access, where nobody says."""


@dataclass(frozen=True, slots=True)
class Brake:
    """How many people one step may newly enforce: `percent` of the campaign's people, and always up to
    `floor`.
    """

    percent: float = 60
    floor: int = 250

    def most_of(self, everybody: int) -> int:
        """The most people that one step may newly enforce, of so many whom the campaign is for."""
        return max(int(Fraction(str(self.percent)) * everybody / 100), self.floor)


@dataclass(frozen=True, slots=True)
class GuardFile:
    """A Python file of the organisation's own guards; `path` is the one that people know, with /."""

    path: str
    source: str = field(default="", repr=False)
    unread: str = ""
    """Why its source could not be had, in a clause; empty where it is there."""

    @property
    def digest(self) -> str:
        """SHA-256 of the source, in hexadecimal, the same whatever ends its lines."""
        return sha256("\n".join(self.source.splitlines()).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a wave gets when its own file says nothing."""

    platforms: tuple[Platform, ...] = (
        Platform.WINDOWS,
        Platform.MAC,
        Platform.IOS,
        Platform.ANDROID_FOR_WORK,
    )
    personal_devices: PersonalDevices = "block"


# Many fields: one for each key of campaign.yaml.
@dataclass(frozen=True, slots=True)
class Campaign:
    """A whole campaign as declared. `waves` are in the order of their starts, everybody-else last."""

    name: str
    organisation: str
    calendar: Calendar
    break_glass: tuple[str, ...]
    waves: tuple[Wave, ...]
    brake: Brake = field(default_factory=Brake)
    newcomer_days: int = NEWCOMER_DAYS
    """How many days a newcomer to an enforced wave waits who would lose access."""
    active_days: int = ACTIVE_DAYS
    """For how many days a device counts as active after it was last seen."""
    inventories: tuple[Inventory, ...] = ()
    """The exports of other services' devices, which count beside Intune's and Entra ID's lists."""
    sign_in_log: bool = False
    """Whether the devices count too that people have lately signed in from."""
    defaults: Defaults = field(default_factory=Defaults)
    compliance: ComplianceRules = field(default_factory=ComplianceRules)
    closing: Closing | None = None
    """When the campaign closes; None while nobody has said."""
    enrollment_apps_excluded: bool = True
    """Whether the apps that enrollment itself signs in to are left out of the compliant-device rule."""
    messages: Messages | None = None
    """What the messages to people say; None for a campaign that has none."""
    exclusions: tuple[Exclusion, ...] = ()
    """The accounts that are never in the campaign."""
    webhook: Webhook | None = None
    """Which other system is told of a period; None for none."""
    guards: tuple[GuardFile, ...] = ()
    """The organisation's own guards, which judge a step beside ours."""
    places: Places | None = field(default=None, compare=False, repr=False)

    @property
    def excluded_accounts(self) -> tuple[str, ...]:
        """The user principal names of the accounts that are excluded, each once, without break-glass ones."""
        names = dict.fromkeys(each.account for each in self.exclusions)
        return tuple(each for each in names if each not in self.break_glass)

    @property
    def device_evidence(self) -> DeviceEvidence:
        """From what the people's devices are known."""
        return DeviceEvidence(self.active_days, self.inventories, self.sign_in_log)

    def wave(self, wave_id: str) -> Wave:
        """The wave of that id. Raises KeyError when there is none."""
        for wave in self.waves:
            if wave.id == wave_id:
                return wave
        raise KeyError(wave_id)
