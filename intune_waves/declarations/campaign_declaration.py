"""The shape of campaign.yaml."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from intune_waves.campaign.campaign import Brake, Defaults
from intune_waves.campaign.device_evidence import ACTIVE_DAYS
from intune_waves.campaign.platform import Platform
from intune_waves.declarations.compliance_declaration import ComplianceDeclaration
from intune_waves.declarations.declaration import DISTINCT, FILLED, Declaration
from intune_waves.declarations.exclusion_declaration import ExclusionDeclaration
from intune_waves.declarations.messages_declaration import MessagesDeclaration
from intune_waves.declarations.retire_declaration import RetireDeclaration
from intune_waves.declarations.values import (
    DAY,
    FLAG,
    GUARD_PATH,
    INVENTORY_PATH,
    NEWCOMERS,
    PERIOD_LENGTH,
    UPN,
    member_of,
    number,
    one_of,
    refused,
    text,
)
from intune_waves.declarations.webhook_declaration import WebhookDeclaration

MOST_INVENTORIES = 8
"""Services that an organisation leaves at once, at most."""
LARGEST = 10_000_000
"""The largest number of people that anything may name: above any tenant, below any mistake."""

Day = Annotated[date, *DAY]
Upn = Annotated[str, *UPN]
GuardPath = Annotated[str, *GUARD_PATH]
PlatformName = Annotated[Platform, *member_of(Platform, rule="platform", noun="platform")]
Platforms = Annotated[list[PlatformName], FILLED, DISTINCT]
PersonalDevicesRule = Annotated[
    Literal["allow", "block"],
    *one_of(
        rule="personal-devices", noun="rule for personal devices", words={"allow": "allow", "block": "block"}
    ),
]


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WeekdayName = Annotated[
    int, *one_of(rule="weekday", noun="day of the week", words={day: n for n, day in enumerate(WEEKDAYS)})
]


class FreezeDeclaration(Declaration):
    """Days on which nothing advances."""

    first_day: Day = Field(alias="from", description="The first frozen day.")
    last_day: Day = Field(alias="to", description="The last frozen day; it is frozen too.")
    reason: Annotated[str, *text(rule="reason", noun="reason", longest=300)] = Field(
        description="Why nothing advances."
    )

    @model_validator(mode="after")
    def _forwards(self) -> "FreezeDeclaration":
        if self.last_day < self.first_day:
            raise refused(
                rule="freeze-order",
                what=f"the freeze ends on {self.last_day}, before it begins on {self.first_day}",
                expected="a last day on or after the first",
                next_step="swap from and to, or correct one of them",
            )
        return self


class PeriodDeclaration(Declaration):
    """A period that begins on a day of its own."""

    first_day: Day = Field(alias="from", description="The first day of the period.")


class BrakeDeclaration(Declaration):
    """How many people one step may newly enforce."""

    percent: Annotated[float, *number(rule="brake-share", noun="share", low=0, high=100, whole=False)] = (
        Field(default=Brake().percent, description="This percentage of the campaign's people at most.")
    )
    floor: Annotated[
        int, *number(rule="brake-floor", noun="number of people", low=0, high=LARGEST, whole=True)
    ] = Field(
        default=Brake().floor,
        description="So many people always, so that a pilot is not judged by percentages.",
    )


class InventoryDeclaration(Declaration):
    """The export of the devices that another service manages."""

    file: Annotated[str, *INVENTORY_PATH] = Field(
        description="The export, a file in the waves folder or the project's."
    )
    service: Annotated[str, *text(rule="inventory-service", noun="service", longest=60)] = Field(
        description="What people call the service, such as Workspace ONE."
    )


class DefaultsDeclaration(Declaration):
    """What a wave gets when its own file says nothing."""

    platforms: Platforms = Field(
        default_factory=lambda: list(Defaults().platforms),
        description="The platforms that people enroll.",
    )
    personal_devices: PersonalDevicesRule = Field(
        default="block", description="Whether people may enroll devices of their own."
    )


class CampaignDeclaration(Declaration):
    """The campaign: what all waves have in common."""

    name: Annotated[str, *text(rule="campaign-name", noun="name")] = Field(
        description="What the campaign is called."
    )
    organisation: Annotated[str, *text(rule="organisation", noun="organisation")] = Field(
        description="Who migrates."
    )
    first_period: Day = Field(description="The first day of period 1.")
    period_length: Annotated[int, *PERIOD_LENGTH] = Field(
        description="How long each period lasts, such as 14 days."
    )
    periods: list[PeriodDeclaration] = Field(
        default=[],
        description="The first days of the first periods, where they are no period length apart.",
    )
    periods_begin_on: WeekdayName | None = Field(
        default=None, description="The day of the week on which periods begin, such as monday."
    )
    freezes: list[FreezeDeclaration] = Field(
        default=[],
        description="Windows in which nothing advances: no period begins in one, and all later ones follow.",
    )
    break_glass: list[Upn] = Field(
        description="The emergency accounts, at least two, that no policy may ever lock out."
    )
    exclusions: list[ExclusionDeclaration] = Field(
        default=[],
        description="Accounts that no wave takes and every policy leaves out, each with its reason.",
    )
    enrollment_apps_excluded: Annotated[bool, *FLAG] = Field(
        default=True,
        description="Whether the compliant-device rule leaves out the apps that enrollment signs in to.",
    )
    brake: BrakeDeclaration = Field(
        default_factory=BrakeDeclaration, description="What one step may do at most."
    )
    newcomers: Annotated[int, *NEWCOMERS] = Field(
        default=14,
        description="How long somebody who comes to an enforced wave may wait before they lose access.",
    )
    active_days: Annotated[
        int, *number(rule="active-days", noun="number of days", low=1, high=365, whole=True)
    ] = Field(
        default=ACTIVE_DAYS,
        description="For how many days a device counts as active after it was last seen.",
    )
    inventories: list[InventoryDeclaration] = Field(
        default=[],
        description="Exports of the devices that other services manage, which count beside Intune's.",
    )
    sign_in_log: Annotated[bool, *FLAG] = Field(
        default=False, description="Whether the devices count too that people have lately signed in from."
    )
    compliance: ComplianceDeclaration = Field(
        default_factory=ComplianceDeclaration,
        description="What is asked of devices, and how long people get to put one right.",
    )
    defaults: DefaultsDeclaration = Field(
        default_factory=DefaultsDeclaration,
        description="What a wave gets when its own file says nothing of it.",
    )
    messages: MessagesDeclaration | None = Field(
        default=None, description="What the messages to people say, beside their templates."
    )
    webhook: WebhookDeclaration | None = Field(
        default=None, description="Which other system is told when a period is in force, in counts."
    )
    retire: RetireDeclaration | None = Field(
        default=None, description="When the campaign closes, and what must be so before."
    )
    guards: list[GuardPath] = Field(
        default=[],
        description="Python files with guards of your own, in the waves folder or the project's.",
    )

    @field_validator("inventories")
    @classmethod
    def _each_once(cls, inventories: list[InventoryDeclaration]) -> list[InventoryDeclaration]:
        files = [each.file for each in inventories]
        if len(files) > MOST_INVENTORIES:
            raise refused(
                rule="inventories-number",
                what=f"there are {len(files)} inventories",
                expected=f"at most {MOST_INVENTORIES}",
                next_step="put the exports of one service into one file",
            )
        if twice := next((each for n, each in enumerate(files) if each in files[:n]), None):
            raise refused(
                rule="inventory-twice",
                what=f"the inventory '{twice}' stands here twice",
                expected="each file once",
                next_step="remove one of the two",
            )
        return inventories

    @field_validator("periods")
    @classmethod
    def _in_order(cls, periods: list[PeriodDeclaration], so_far: ValidationInfo) -> list[PeriodDeclaration]:
        days = [each.first_day for each in periods]
        first = so_far.data.get("first_period")
        if days and first and days[0] != first:
            raise refused(
                rule="periods-first",
                what=f"period 1 begins on {days[0]} here, and first_period says {first}",
                expected="the same day in both",
                next_step="correct one of them",
            )
        for period, (day, following) in enumerate(pairwise(days), start=1):
            if following <= day:
                raise refused(
                    rule="periods-order",
                    what=f"period {period + 1} begins on {following}, and period {period} on {day}",
                    expected="days in the order of the periods",
                )
        return periods
