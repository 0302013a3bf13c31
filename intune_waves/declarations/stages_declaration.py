"""The shape of `stages`: what must hold before a wave enters a stage."""

from typing import Annotated

from pydantic import Field

from intune_waves.campaign.calendar import LAST_PERIOD
from intune_waves.declarations.campaign_declaration import LARGEST, PersonalDevicesRule
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import AGE, number

Percent = Annotated[float | None, *number(rule="coverage-share", noun="share", low=0, high=100, whole=False)]
Headcount = Annotated[
    int | None, *number(rule="headcount", noun="number of people", low=0, high=LARGEST, whole=True)
]


class StageDeclaration(Declaration):
    """What must hold before the wave enters this stage."""

    coverage: Percent = Field(
        default=None, description="At least this percentage of the people would lose nothing."
    )
    reach: Percent = Field(
        default=None,
        description="At least this percentage of the people has a compliant device on one of the platforms.",
    )
    soak: Annotated[
        int | None, *number(rule="soak", noun="number of periods", low=0, high=LAST_PERIOD, whole=True)
    ] = Field(default=None, description="At least this many periods spent in the stage before.")
    failed_enrollments: Annotated[
        float | None, *number(rule="failed-enrollments-share", noun="share", low=0, high=100, whole=False)
    ] = Field(default=None, description="At most this percentage of the enrollments tried has failed.")
    newly_blocked: Headcount = Field(
        default=None, description="At most this many people lose all access by the step."
    )
    losing_a_device: Headcount = Field(
        default=None, description="At most this many people lose a device by the step and keep another."
    )
    newly_asked: Headcount = Field(
        default=None,
        description="At most this many people are newly asked to act: what the helpdesk can carry.",
    )
    age: Annotated[int | None, *AGE] = Field(
        default=None, description="The reading is at most this old, such as 24 hours."
    )


class EnforceDeclaration(StageDeclaration):
    """What must hold before the wave is enforced, and what changes then."""

    personal_devices: PersonalDevicesRule | None = Field(
        default=None, description="The final rule for personal devices; the wave's own when left out."
    )


class StagesDeclaration(Declaration):
    """Thresholds by stage."""

    announce: StageDeclaration | None = Field(default=None, description="Before the plan is announced.")
    instruct: StageDeclaration | None = Field(default=None, description="Before people are asked to enroll.")
    deadline: StageDeclaration | None = Field(default=None, description="Before the deadline is given.")
    enforce: EnforceDeclaration | None = Field(
        default=None, description="Before conditional access is enforced."
    )
