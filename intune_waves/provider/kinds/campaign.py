"""`intune:index:Campaign`: the period in force and every wave's stage, kept in the stack's state only.

The tenant is read when, and only when, a wave goes on.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Required, cast

from intune_waves.campaign.naming import stack_mark
from intune_waves.graph.client.errors import GraphError
from intune_waves.guards.step_judgement import StepJudgement, judge_advance, judge_going_back, judge_unread
from intune_waves.observing.closing_facts import with_closing
from intune_waves.observing.connection import Connection
from intune_waves.observing.step_facts import read_facts
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.letting_out import (
    enabled_of,
    let_out,
    policies_to_turn,
    titles_leaving_enforce,
)
from intune_waves.provider.ownership import foreign_objects
from intune_waves.provider.protocol.declaration import Output, Replacing
from intune_waves.provider.protocol.kind import Checked, StateKind
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.provider.step_gates import gate_refusals
from intune_waves.provider.step_inputs import (
    StepInputs,
    days_moved,
    device_evidence_of,
    entered,
    later_after,
    moves,
    step_of,
)
from intune_waves.step.period_step import PeriodStep, judge_step


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Campaign(StepInputs, total=False):
    """The campaign's period in force. A step of more than one period is refused.

    Holds the period in force and the stages of all waves, and judges each step before anything changes.

    Everything else depends on it. A refusal is a failed check, so a preview shows it too: a step of more
    than one period that nobody has confirmed, and, when a wave goes on, all that the guards find in the
    tenant as it would be. Going back is judged without the tenant. While no stage moves nothing is read.
    """

    name: Required[Replacing[str]]
    """The campaign's name; another name is another campaign."""
    unfound: list[str]
    """What the program has not found in the tenant or could not read: it refuses every step but one back."""
    since: Output[str]
    """When the period came into force, in UTC (ISO 8601)."""


class CampaignKind(StateKind[Campaign], declared=Campaign):
    """Judges the step of all waves."""

    def __init__(self, connection: Connection, now: Callable[[], str] = _now) -> None:
        super().__init__(connection)
        self._gates = GateJudging(connection)
        self._now = now

    async def check(self, old_inputs: Campaign | None, inputs: Campaign) -> Checked[Campaign]:
        """Judge the step from the period in force to the one proposed, then what it does to the tenant."""
        if (early := _shape_refused(old_inputs, inputs)) is not None:
            return Checked(inputs, early)
        unfound = [Failure("", reason) for reason in inputs.get("unfound") or ()]
        # It is judged here and now; a step back keeps no word of it.
        inputs = cast(Campaign, {name: value for name, value in inputs.items() if name != "unfound"})
        if unfound and old_inputs and "breakGlassIds" in old_inputs:
            # A step back is judged by the accounts as they were known.
            known = {
                name: old_inputs[name] for name in ("breakGlassIds", "excludedIds") if name in old_inputs
            }
            inputs = cast(Campaign, {**inputs, **known})
        try:
            if "stages" in inputs:
                inputs = {**inputs, "entered": entered(old_inputs, inputs)}
            self._connection.period = inputs["period"]
            self._connection.wave_files = inputs.get("files", {})
            self._connection.device_evidence = device_evidence_of(inputs)
            self._connection.excluded_ids = tuple(inputs.get("excludedIds", ()))
            self._connection.period_before = old_inputs["period"] if old_inputs else 0
            moved = days_moved(old_inputs, inputs)
            earlier = [Failure("", str(each.refusal())) for each in moved if each.earlier]
            await self._say(str(each) for each in moved if not each.earlier)
            inputs = cast(Campaign, {**inputs, **later_after(old_inputs, inputs, moved=moved)})
            if not moves(old_inputs, inputs):
                if not (unfound or earlier):
                    self._connection.campaign = self._connection.campaign_at_rest = inputs
                return Checked(inputs, [*unfound, *earlier])
            step = step_of(old_inputs, inputs)
            self._connection.goes_back = not step.advances
        except (KeyError, ValueError) as wrong:
            return Checked(inputs, [Failure("", f"{wrong} is missing or wrong [step-inputs]")])
        if unfound and step.advances:
            return Checked(inputs, unfound)
        judged = await self._judge(step, inputs, old=old_inputs)
        # Without a property the engine says the reason alone, not the value of all stages before it.
        failures = [Failure("", reason) for reason in judged.refused]
        if step.advances:
            failures += earlier
        if not failures:
            self._connection.campaign = inputs
        await self._say(judged.warned)
        return Checked(inputs, failures)

    async def _say(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            await asyncio.to_thread(self._connection.tell, sentence)

    async def _judge(self, step: PeriodStep, inputs: Campaign, *, old: Campaign | None) -> StepJudgement:
        if not step.advances:
            return judge_going_back(step)
        try:
            devices = shared_reading(self._connection).devices
            facts = await read_facts(await self._connection.client(), devices, step=step)
            facts = await with_closing(self._connection, step, facts=facts)
            stack = stack_mark(*self._connection.stack)
            foreign = await foreign_objects(self._connection, step, stack=stack, first=old is None)
        except GraphError as error:
            return judge_unread(step, str(error))
        # Off the event loop: with a million people the guards count for seconds.
        guarded = await asyncio.to_thread(judge_advance, step, facts)
        gated = await gate_refusals(
            self._gates, step, inputs=inputs, groups=facts.people.groups, old=old or {}
        )
        return replace(guarded, refused=(*foreign, *guarded.refused, *gated))

    def foreseen(self, state: Campaign | None, inputs: Campaign) -> Campaign:
        """`since` is known only while the period stays."""
        same = state is not None and state.get("period") == inputs.get("period")
        return {**inputs, "since": state.get("since", UNKNOWN) if state is not None and same else UNKNOWN}

    async def create(self, urn: str, inputs: Campaign) -> tuple[str, Campaign]:
        """Bring the first period into force; the id is the campaign's name."""
        return inputs["name"], {**inputs, "since": self._now()}

    async def update(self, urn: str, resource_id: str, *, state: Campaign, inputs: Campaign) -> Campaign:
        """Bring another period into force; `since` stays when only the confirmation changes.

        This is a run's first write. Where waves leave enforce it turns their policies to report-only itself:
        whatever else fails afterwards, nobody stays locked out by a step back.
        """
        if names := policies_to_turn(state, inputs, goes_back=self._connection.goes_back):
            try:
                client = await self._connection.client()
                enabled = await enabled_of(client, names)
            except GraphError as unread:
                if titles_leaving_enforce(state, inputs):
                    raise
                # By the state nobody is to be let out: it is only looked for what a hand has enabled.
                await self._say(
                    [f"{unread}; whether a policy of a wave that is not enforced is enabled is not known"]
                )
            else:
                turned = await let_out(client, enabled)
                self._connection.forget_policies()
                await self._say([f"policies turned to report-only first: {turned}"])
        same = state.get("period") == inputs["period"]
        return {**inputs, "since": state["since"] if same and "since" in state else self._now()}


def _shape_refused(old_inputs: Campaign | None, inputs: Campaign) -> list[Failure] | None:
    """Why the step is not looked at any further: nothing where it is not known yet; None where it may be."""
    period = inputs["period"]
    if period == UNKNOWN or inputs.get("confirmedStep") == UNKNOWN:
        return []
    if period < 0:
        return [Failure("period", f"got {period}, expected 0 or more [period-number]")]
    in_force = old_inputs["period"] if old_inputs else None
    refused = judge_step(in_force, period, confirmed=inputs.get("confirmedStep"))
    if refused:
        return [Failure("period", refused)]
    if UNKNOWN in inputs.values():
        return [Failure("", "the step is not known before it is taken [step-known]")]
    return None
