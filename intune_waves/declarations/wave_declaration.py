"""The shape of a wave's file."""

from typing import Annotated

from pydantic import Field, model_validator

from intune_waves.campaign.calendar import LAST_PERIOD
from intune_waves.campaign.wave import Level
from intune_waves.declarations.campaign_declaration import LARGEST, PersonalDevicesRule, Platforms
from intune_waves.declarations.declaration import Declaration, exactly_one
from intune_waves.declarations.holds_and_overrides_declaration import HoldDeclaration, OverrideDeclaration
from intune_waves.declarations.messages_declaration import LANGUAGE
from intune_waves.declarations.people_declaration import PeopleOrRest
from intune_waves.declarations.stages_declaration import StagesDeclaration
from intune_waves.declarations.values import number, one_of, refused, text

_LEVELS = {level.name.lower(): level for level in Level}
Judged = Annotated[Level | None, *one_of(rule="factor-level", noun="level", words=_LEVELS)]


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


class WaveDeclaration(Declaration):
    """One wave; its id is the file's name without .yaml."""

    title: Annotated[str, *text(rule="title", noun="title", longest=80)] = Field(
        description="What people call the wave; the tenant's objects are named by it."
    )
    people: PeopleOrRest = Field(description="Who is in the wave.")
    size: Annotated[int | None, *number(rule="size", noun="size", low=1, high=LARGEST, whole=True)] = Field(
        default=None, description="How many people are expected."
    )
    start: StartDeclaration = Field(description="When the wave is announced.")
    part_of: Annotated[str | None, *text(rule="part-of", noun="name of a part", longest=40)] = Field(
        default=None, description="The part of the organisation under which the wave is shown."
    )
    platforms: Platforms | None = Field(default=None, description="The platforms that its people enroll.")
    personal_devices: PersonalDevicesRule | None = Field(
        default=None, description="Whether people may enroll devices of their own."
    )
    language: Annotated[str | None, *LANGUAGE] = Field(
        default=None, description="The language of its messages; the campaign's when left out."
    )
    factors: FactorsDeclaration = Field(
        default_factory=FactorsDeclaration, description="What decides the wave's time frame."
    )
    stages: StagesDeclaration = Field(
        default_factory=StagesDeclaration,
        description="What must hold before the wave enters a stage.",
    )
    holds: list[HoldDeclaration] = Field(
        default=[], description="The periods in which a person keeps the wave in its stage."
    )
    overrides: list[OverrideDeclaration] = Field(
        default=[], description="The thresholds that a person passes for a time."
    )
