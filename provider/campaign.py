"""`intune:index:Campaign`: the period in force. It lives in the stack's state only, and no Graph call is
made.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from migration.step import judge_step
from provider.connection import Connection
from provider.differences import Change, differences
from provider.kind import Checked, Observed
from provider.property import Failure, Property, Values
from provider.wire import UNKNOWN


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class CampaignKind:
    """Holds the period in force, and refuses a step of more than one period that nobody has confirmed.

    The refusal is a failed check, so a preview shows it before anything changes.
    """

    token: ClassVar[str] = "intune:index:Campaign"
    doc: ClassVar[str] = "The campaign's period in force. A step of more than one period is refused."
    properties: ClassVar[tuple[Property, ...]] = (
        Property(
            "name",
            "string",
            "The campaign's name; another name is another campaign.",
            required=True,
            replaces=True,
        ),
        Property("period", "integer", "The period in force; 0 is before the first.", required=True),
        Property(
            "confirmedStep",
            "string",
            'The one step of more than one period that somebody has agreed to, such as "2->5".',
        ),
        Property("since", "string", "When the period came into force, in UTC (ISO 8601).", role="output"),
    )

    def __init__(self, connection: Connection, now: Callable[[], str] = _now) -> None:
        self._now = now

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Judge the step from the period in force to the one proposed."""
        period = inputs["period"]
        if period == UNKNOWN or inputs.get("confirmedStep") == UNKNOWN:
            return Checked(inputs, [])
        if period < 0:
            return Checked(inputs, [Failure("period", f"got {period}, expected 0 or more [period-number]")])
        in_force = (old_inputs or {}).get("period")
        refused = judge_step(in_force, period, inputs.get("confirmedStep"))
        return Checked(inputs, [Failure("period", refused)] if refused else [])

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ."""
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """`since` is known only while the period stays."""
        same = state is not None and state.get("period") == inputs.get("period")
        return {**inputs, "since": state.get("since") if state is not None and same else UNKNOWN}

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Bring the first period into force; the id is the campaign's name."""
        return inputs["name"], {**inputs, "since": self._now()}

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """The state as it is. There is nothing to import from."""
        return Observed(state, inputs) if state else None

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Bring another period into force; `since` stays when only the confirmation changes."""
        same = state.get("period") == inputs["period"]
        return {**inputs, "since": state.get("since") if same else self._now()}

    async def delete(self, resource_id: str, state: Values) -> None:
        """Nothing is in the tenant."""
