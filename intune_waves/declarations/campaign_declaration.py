"""The shape of campaign.yaml."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from intune_waves.campaign.campaign import Brake, Defaults
from intune_waves.campaign.platform import Platform
from intune_waves.declarations.compliance_declaration import ComplianceDeclaration
from intune_waves.declarations.declaration import DISTINCT, FILLED, Declaration
from intune_waves.declarations.messages_declaration import MessagesDeclaration
from intune_waves.declarations.retire_declaration import RetireDeclaration
from intune_waves.declarations.values import (
    DAY,
    FLAG,
    GUARD_PATH,
    NEWCOMERS,
    PERIOD_LENGTH,
    UPN,
    member_of,
    number,
    one_of,
    refused,
    text,
)

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
    freezes: list[FreezeDeclaration] = Field(default=[], description="Windows in which nothing advances.")
    break_glass: list[Upn] = Field(
        description="The emergency accounts, at least two, that no policy may ever lock out."
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
    retire: RetireDeclaration | None = Field(
        default=None, description="When the campaign closes, and what must be so before."
    )
    guards: list[GuardPath] = Field(
        default=[],
        description="Python files with guards of your own, in the waves folder or the project's.",
    )
