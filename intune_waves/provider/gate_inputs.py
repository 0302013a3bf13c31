"""A gate's inputs as the domain's own values, and the properties that describe them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypedDict

from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import FIGURES, Thresholds
from intune_waves.provider.protocol.declaration import OneOf
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.wire import UNKNOWN


class DeclaredThresholds(TypedDict, total=False):
    """What must hold to enter a stage; nothing left out."""

    coverage: float
    """At least this percentage of the people would lose nothing."""
    reach: float
    """At least this percentage of the people has a compliant device on one of the platforms."""
    soak: int
    """At least this many periods spent in the stage before."""
    failedEnrollments: float
    """At most this percentage of tried enrollments has failed."""
    newlyBlocked: int
    """At most this many people lose all access by the step."""
    losingADevice: int
    """At most this many people lose a device by the step and keep another."""
    newlyAsked: int
    """At most this many people are newly asked to act by the step."""


class DeclaredOverride(TypedDict):
    """A threshold that a person passes for a time."""

    figure: Annotated[str, OneOf(*FIGURES)]
    """The threshold that is passed."""
    reason: str
    """Why."""
    by: str
    """Who decided it."""
    until: int
    """The last period in which it passes."""


_READ_FROM_TENANT = (
    "coverage",
    "reach",
    "failed_enrollments",
    "newly_blocked",
    "losing_a_device",
    "newly_asked",
)


@dataclass(frozen=True, slots=True)
class GateMove:
    """A wave's move into a stage. `entered` is the period in which it came into `before`; None when `before`
    is: then nothing is known of where the wave was.
    """

    wave: str
    before: Stage | None
    stage: Stage
    period: int
    entered: int | None

    @classmethod
    def between(cls, old_inputs: Values | None, inputs: Values) -> "GateMove":
        """The move from the inputs in the state, None before the first create, to those proposed."""
        known = old_inputs if (old_inputs or {}).get("wave") == inputs["wave"] else None
        return cls(
            wave=inputs["wave"],
            before=Stage(known["stage"]) if known else None,
            stage=Stage(inputs["stage"]),
            period=inputs["period"],
            entered=known["period"] if known else None,
        )

    @property
    def stays(self) -> bool:
        """Whether the wave stays in its stage."""
        return self.before is self.stage

    @property
    def is_forward(self) -> bool:
        """Whether the wave goes on; a wave that is new goes on when it begins beyond announce."""
        return self.stage > (self.before or Stage.ANNOUNCE)

    @property
    def periods_in_stage(self) -> int | None:
        """Whole periods spent in the stage before."""
        return None if self.entered is None else self.period - self.entered

    def __str__(self) -> str:
        """`limited-pilot: deadline -> enforce`."""
        return f"{self.wave}: {self.before.value if self.before else 'nothing'} -> {self.stage.value}"


def thresholds_of(inputs: Values) -> Thresholds:
    """The thresholds for the stage that is entered."""
    given: dict[str, Any] = inputs.get("thresholds", {})
    return Thresholds(
        coverage=given.get("coverage"),
        reach=given.get("reach"),
        soak=given.get("soak"),
        failed_enrollments=given.get("failedEnrollments"),
        newly_blocked=given.get("newlyBlocked"),
        losing_a_device=given.get("losingADevice"),
        newly_asked=given.get("newlyAsked"),
        age_hours=inputs.get("readingMaxAgeHours"),
    )


def needs_reading(thresholds: Thresholds) -> bool:
    """Whether a threshold is declared that only the tenant can answer."""
    return any(getattr(thresholds, figure) is not None for figure in _READ_FROM_TENANT)


def judges_anything(thresholds: Thresholds) -> bool:
    """Whether any threshold is declared at all."""
    return any(getattr(thresholds, figure) is not None for figure in FIGURES)


def overrides_of(inputs: Values) -> tuple[Override, ...]:
    """The overrides of the stage that is entered."""
    stage = Stage(inputs["stage"])
    return tuple(Override(stage=stage, **each) for each in inputs.get("overrides", []))


def holds_unknown(value: Any) -> bool:
    """Whether a value, or anything in it, is one that a preview cannot know."""
    if isinstance(value, dict):
        return any(map(holds_unknown, value.values()))
    return any(map(holds_unknown, value)) if isinstance(value, list) else value == UNKNOWN


def grace_end_of(inputs: Values) -> date | None:
    """The day that a wave in deadline is told; None for a text that is no day."""
    try:
        return date.fromisoformat(inputs.get("graceEnds", ""))
    except ValueError:
        return None
