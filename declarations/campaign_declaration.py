"""The shape of campaign.yaml."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from declarations.declaration import DISTINCT, FILLED, Declaration
from declarations.values import DAY, FLAG, PERIOD_LENGTH, UPN, member_of, one_of, refused, text
from migration.campaign import Defaults
from migration.platform import Platform

Day = Annotated[date, *DAY]
Upn = Annotated[str, *UPN]
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
                rule="freeze-window",
                what=f"the freeze ends on {self.last_day}, before it begins on {self.first_day}",
                expected="a last day on or after the first",
                next_step="swap from and to, or correct one of them",
            )
        return self


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
    defaults: DefaultsDeclaration = Field(
        default_factory=DefaultsDeclaration,
        description="What a wave gets when its own file says nothing of it.",
    )
