"""The shapes of `holds` and `overrides`: what a person decides about a wave, with a reason and a name."""

from typing import Annotated

from pydantic import Field, model_validator

from intune_waves.campaign.calendar import LAST_PERIOD
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import FIGURES
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import number, one_of, refused, text

_GATES = {
    f"{stage.value}.{figure}": (stage, figure)
    for stage in Stage
    if stage is not Stage.PLANNED
    for figure in FIGURES
}
_EXPECTED = f"a stage and one of {', '.join(FIGURES)}, such as enforce.coverage"

Reason = Annotated[str, *text(rule="reason", noun="reason", longest=300)]
Who = Annotated[str, *text(rule="decided-by", noun="name")]
PeriodNumber = Annotated[
    int, *number(rule="decision-period", noun="period", low=1, high=LAST_PERIOD, whole=True)
]
LastPeriod = Annotated[
    int | None, *number(rule="decision-period", noun="period", low=1, high=LAST_PERIOD, whole=True)
]
Gate = Annotated[
    tuple[Stage, str], *one_of(rule="override-gate", noun="threshold", words=_GATES, expected=_EXPECTED)
]


class HoldDeclaration(Declaration):
    """A person keeps the wave in its stage while the others go on."""

    reason: Reason = Field(description="Why the wave is held.")
    by: Who = Field(description="Who decided it.")
    since: PeriodNumber = Field(description="The first period in which the wave is held.")
    until: LastPeriod = Field(
        default=None, description="The last held period; until further notice when left out."
    )

    @model_validator(mode="after")
    def _forwards(self) -> "HoldDeclaration":
        if self.until is not None and self.until < self.since:
            raise refused(
                rule="hold-window",
                what=f"the hold ends with period {self.until}, before it begins with {self.since}",
                expected="a last period that is not before the first",
                next_step="swap since and until, or correct one of them",
            )
        return self


class OverrideDeclaration(Declaration):
    """A person passes one threshold of the wave for a time."""

    gate: Gate = Field(description="The threshold that is passed, such as enforce.coverage.")
    reason: Reason = Field(description="Why it is passed.")
    by: Who = Field(description="Who decided it.")
    until: PeriodNumber = Field(description="The last period in which it is passed.")
