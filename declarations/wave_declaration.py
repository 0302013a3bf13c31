"""The shape of a wave's file."""

from typing import Annotated

from pydantic import Field, model_validator

from declarations.campaign_declaration import PersonalDevicesRule, Platforms
from declarations.declaration import Declaration, exactly_one
from declarations.people_declaration import LARGEST, People
from declarations.values import AGE, number, one_of, refused, text
from migration.factors import Level
from migration.period import LAST_PERIOD

_LEVELS = {level.name.lower(): level for level in Level}
Judged = Annotated[Level | None, *one_of(rule="factor-level", noun="level", words=_LEVELS)]
Percent = Annotated[float | None, *number(rule="coverage-share", noun="share", low=0, high=100, whole=False)]
Headcount = Annotated[
    int | None, *number(rule="headcount", noun="number of people", low=0, high=LARGEST, whole=True)
]


class FactorsDeclaration(Declaration):
    """What decides the wave's time frame, besides its number of people."""

    willingness: Judged = Field(default=None, description="How willing the group is to change.")
    complexity: Judged = Field(default=None, description="How complex its devices and apps are.")
    requirements: Judged = Field(default=None, description="How many requirements of its own it has.")
    location: Annotated[str | None, *text(rule="location", noun="location")] = Field(
        default=None, description="Where the group works."
    )
    business_risk: Judged = Field(default=None, description="What it would cost if the group could not work.")


class StartDeclaration(Declaration):
    """When the wave is announced: in a period, or so many periods after another wave."""

    period: Annotated[
        int | None,
        *number(rule="start-period", noun="period to start in", low=1, high=LAST_PERIOD, whole=True),
    ] = Field(default=None, description="The period in which the wave is announced; 1 is the first.")
    after: Annotated[str | None, *text(rule="start-unknown-wave", noun="wave")] = Field(
        default=None, description="The id of the wave that this one follows."
    )
    periods: Annotated[
        int | None,
        *number(rule="start-periods", noun="number of periods", low=0, high=LAST_PERIOD, whole=True),
    ] = Field(default=None, description="How many periods after that wave; 1 when left out.")

    @model_validator(mode="after")
    def _one_way(self) -> "StartDeclaration":
        given = [key for key in ("period", "after") if getattr(self, key) is not None]
        exactly_one(("period", "after"), given, rule="start-kind")
        if self.period is not None and self.periods is not None:
            raise refused(
                rule="start-kind",
                what="periods counts from another wave, and none is named",
                expected="after together with periods",
                next_step="remove periods, or name the wave with after",
            )
        return self


class StageDeclaration(Declaration):
    """What must hold before the wave enters this stage."""

    coverage: Percent = Field(
        default=None, description="At least this percentage of the people has an enrolled, compliant device."
    )
    soak: Annotated[
        int | None, *number(rule="soak", noun="number of periods", low=0, high=LAST_PERIOD, whole=True)
    ] = Field(default=None, description="At least this many periods spent in the stage before.")
    failed_enrollments: Annotated[
        float | None, *number(rule="failed-enrollments-share", noun="share", low=0, high=100, whole=False)
    ] = Field(default=None, description="At most this percentage of the enrollments tried has failed.")
    newly_blocked: Headcount = Field(
        default=None, description="At most this many people lose access by the step."
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


class WaveDeclaration(Declaration):
    """One wave; its id is the file's name without .yaml."""

    title: Annotated[str, *text(rule="title", noun="title", longest=80)] = Field(
        description="What people call the wave; the tenant's objects are named by it."
    )
    people: People = Field(description="Who is in the wave.")
    size: Annotated[int | None, *number(rule="size", noun="size", low=1, high=LARGEST, whole=True)] = Field(
        default=None, description="How many people are expected."
    )
    start: StartDeclaration = Field(description="When the wave is announced.")
    platforms: Platforms | None = Field(default=None, description="The platforms that its people enroll.")
    personal_devices: PersonalDevicesRule | None = Field(
        default=None, description="Whether people may enroll devices of their own."
    )
    factors: FactorsDeclaration = Field(
        default_factory=FactorsDeclaration, description="What decides the wave's time frame."
    )
    stages: StagesDeclaration = Field(
        default_factory=StagesDeclaration,
        description="What must hold before the wave enters a stage.",
    )
