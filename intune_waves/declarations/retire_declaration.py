"""The shape of `retire`: when the campaign closes, and what must be so before."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from intune_waves.campaign.calendar import LAST_PERIOD
from intune_waves.campaign.closing import Check
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import DAY, kind, member_of, number, refused, text

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def _as_id(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= 60 and _ID.fullmatch(value) else None


_ITEM_ID = kind(
    rule="checklist-id",
    noun="id of an item",
    expected="lower-case words joined by hyphens, such as connector-off",
    schema={"type": "string", "pattern": f"^{_ID.pattern}$", "maxLength": 60},
    convert=_as_id,
)


class ChecklistItemDeclaration(Declaration):
    """One thing that must be so before the campaign closes."""

    id: Annotated[str, *_ITEM_ID] = Field(description="The item's id, by which complaints name it.")
    title: Annotated[str, *text(rule="checklist-title", noun="title")] = Field(
        description="What must be so, in words."
    )
    check: Annotated[Check, *member_of(Check, rule="checklist-check", noun="check")] = Field(
        default=Check.NONE, description="What the tenant is asked of it; none when left out."
    )
    done: Annotated[date | None, *DAY] = Field(
        default=None, description="The day on which a person found it done."
    )
    by: Annotated[str | None, *text(rule="decided-by", noun="name")] = Field(
        default=None, description="Who found it done."
    )

    @model_validator(mode="after")
    def _said_by_somebody(self) -> "ChecklistItemDeclaration":
        if (self.done is None) is not (self.by is None):
            raise refused(
                rule="checklist-done",
                what="done says nothing without by" if self.by is None else "by says nothing without done",
                expected="a day and a name together",
                next_step=f"write {'by' if self.by is None else 'done'} too, or remove both",
            )
        return self


class RetireDeclaration(Declaration):
    """The end of the campaign."""

    period: Annotated[
        int, *number(rule="retire-period", noun="period to close in", low=1, high=LAST_PERIOD, whole=True)
    ] = Field(description="The period from which on one policy is for everybody.")
    checklist: list[ChecklistItemDeclaration] = Field(
        default=[], description="What must be so before the campaign closes."
    )
