"""What is known of one person: the account, the wave, devices, restrictions, policies and memberships."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from intune_waves.campaign.enrollment_restriction import EnrollmentRule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.step.loss import Device, Managed, Registered, device_of

COMPLIANT_DEVICE = "compliantDevice"
"""The control that asks for a compliant device, in Graph's words."""


class Admitted(Enum):
    """Whether a person is under the enabled policy of their wave."""

    YES = "admitted"
    WAITING = "waits for a day of their own"
    TAKEN_OUT = "was taken out by hand"
    NO = "not admitted"
    NOT_YET = "the wave is not enforced yet"


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account. `left_out` says why the campaign never has it: an exclusion, or break-glass."""

    name: str
    enabled: bool = True
    guest: bool = False
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class InWave:
    """The wave that somebody is in. `by` says what tells so; `others` are further waves that claim them."""

    wave: Wave
    stage: Stage
    by: str
    admitted: Admitted = Admitted.NOT_YET
    until: date | None = None
    """The last day on which a person who waits, or was taken out, is left out."""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device with what each source says of it; at least one of the two is not None."""

    name: str
    managed: Managed | None
    registered: Registered | None
    last_contact: str = ""
    """The last day that any source names, as year-month-day; empty where none does."""
    grace_until: str = ""
    registered_is_known: bool = True
    source: str = "Intune"
    """How the first source is called: Intune itself, or an export of it."""

    @property
    def device(self) -> Device:
        """What decides of it."""
        return device_of(self.managed, self.registered, registered_is_known=self.registered_is_known)


@dataclass(frozen=True, slots=True)
class KnownRestriction:
    """An enrollment restriction that reaches the person. Platforms as restrictions name them."""

    name: str
    platform: str
    rule: EnrollmentRule
    priority: int


@dataclass(frozen=True, slots=True)
class KnownPolicy:
    """A conditional access policy in Graph's words; ids of users, groups and role templates."""

    name: str
    state: str
    included: frozenset[str]
    excluded: frozenset[str]
    asks_for: frozenset[str] = frozenset({COMPLIANT_DEVICE})


# Many fields: a story rests on everything that is known of a person.
@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person. None stands for a list that was not read; `unread` says which and why."""

    account: Account
    in_wave: InWave | None
    today: date
    told: Mapping[Stage, date] = field(default_factory=dict)
    """The day on which each message went out to the person, by the ledger."""
    devices: tuple[KnownDevice, ...] | None = ()
    restrictions: tuple[KnownRestriction, ...] | None = ()
    """Those that reach the person."""
    policies: tuple[KnownPolicy, ...] | None = ()
    memberships: Mapping[str, str] = field(default_factory=dict)
    """What stands for the person in a policy, and how it is called: own id, groups, role templates."""
    stop: str = ""
    """Why the campaign is stopped; empty where it is not."""
    maybe: tuple[str, ...] = ()
    """Waves of which nobody can tell yet whether the person is in them."""
    unread: tuple[str, ...] = ()
