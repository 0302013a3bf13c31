"""Judging what asks more of people who are enforced already: in the preview, and where it is written."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, cast

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.stage import Stage
from intune_waves.gates.tightening import PeopleBelow, TighteningRules, judge_tightening
from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.device_health import DeviceHealthList, read_health
from intune_waves.graph.group_membership import member_ids
from intune_waves.graph.user import count_enabled_members
from intune_waves.observing.connection import Connection
from intune_waves.observing.falling_short import (
    AccessAsked,
    ComplianceAsked,
    access_below,
    compliance_below,
)
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.provider.gate_inputs import overrides_of, thresholds_of
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.step_inputs import StepInputs
from intune_waves.provider.unfinished_step import fresh_refusals
from intune_waves.step.period_step import reason_of_step


class Tightening:
    """The judge of one run. What several changes ask more of people counts together against the brake."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def judge(
        self, wave: str, enforced: Collection[int], *, below: Sequence[PeopleBelow], doubts: Sequence[str]
    ) -> None:
        """Refuse what would lock out too many of the wave's `enforced` people, by its gate, the brake and all
        guards; say what it means to people where it is not refused.

        `doubts` are why the devices that `below` was counted by are not to be trusted. Raises Refusal;
        GraphError.
        """
        if not enforced or not below:
            return
        inputs = cast(StepInputs | None, self._connection.campaign)
        if inputs is None or wave not in inputs.get("stages", {}):
            raise Refusal(
                f"waves/{wave}.yaml: the campaign has not been judged in this run, so nobody is asked more; "
                "next: run the command again without --target and --exclude [tightening]"
            )
        refused = [f"the tenant was not read to the end: {doubt}" for doubt in doubts]
        everybody = await count_enabled_members(await self._connection.client()) or 0
        rules = _rules(wave, inputs, connection=self._connection, everybody=everybody)
        short: frozenset[int] = frozenset().union(*(each.people for each in below))
        beside = len(self._connection.asked_more - short) + self._connection.newly_admitted
        refused += judge_tightening(below, enforced=len(enforced), beside=beside, rules=rules)
        refused += await fresh_refusals(self._connection, wave, before=Stage.DEADLINE, braked=False)
        said = [f"{wave}: {len(enforced):,} enforced; {each}" for each in below]
        if refused:
            raise Refusal("\n".join([*said, *dict.fromkeys(refused)]))
        self._connection.asked_more |= short
        for sentence in said:
            await self._tell(sentence)

    async def judge_access(
        self, wave: str, enforced_group: str, *, before: AccessAsked, after: AccessAsked
    ) -> None:
        """Judge an enabled policy that asks more, by all known devices. Raises Refusal; GraphError."""
        if enforced := await self.people_in(enforced_group):
            known = await shared_reading(self._connection).devices()
            below = [*access_below(before, after, enforced=enforced, known=known)]
            await self.judge(wave, enforced, below=below, doubts=known.doubts)

    async def judge_compliance(
        self, wave: str, enforced: frozenset[int], *, before: ComplianceAsked, after: ComplianceAsked
    ) -> None:
        """Judge a compliance policy that asks more, by what Intune knows of each device.

        Raises Refusal; GraphError.
        """
        if enforced:
            health = await self._health()
            below = [*compliance_below(before, after, enforced=enforced, devices=health.devices)]
            await self.judge(wave, enforced, below=below, doubts=health.doubts)

    async def entering(self, wave: str, target_groups: Sequence[str]) -> frozenset[int]:
        """The people of a wave that is in enforce and has admitted nobody yet; nobody of any other wave.

        Raises GraphError.
        """
        stages = (self._connection.campaign or {}).get("stages")
        if not isinstance(stages, dict) or stages.get(wave) != Stage.ENFORCE.value:
            return frozenset()
        return frozenset().union(*[await self.people_in(each) for each in target_groups])

    async def people_in(self, group: str) -> frozenset[int]:
        """The members of a group, nobody for one that is gone. Raises GraphError."""
        try:
            return frozenset(map(number_of, await member_ids(await self._connection.client(), group)))
        except NotFound:
            return frozenset()

    async def _health(self) -> DeviceHealthList:
        if self._connection.health is None:
            self._connection.health = asyncio.create_task(self._read())
        return await asyncio.shield(self._connection.health)

    async def _read(self) -> DeviceHealthList:
        return await read_health(await self._connection.client())

    async def _tell(self, sentence: str) -> None:
        # The preview of a resource and its write judge alike: what was said is not said again.
        if sentence not in self._connection.said:
            self._connection.said.add(sentence)
            await asyncio.to_thread(self._connection.tell, sentence)


def _rules(wave: str, inputs: StepInputs, *, connection: Connection, everybody: int) -> TighteningRules:
    gate: dict[str, Any] = {"stage": Stage.ENFORCE.value, **inputs.get("gates", {}).get(wave, {})}
    return TighteningRules(
        wave=wave,
        period=inputs["period"],
        thresholds=thresholds_of(gate),
        overrides=overrides_of(gate),
        brake=Brake(**inputs["brake"]) if "brake" in inputs else Brake(),
        everybody=everybody,
        confirmed_because=reason_of_step(
            connection.period_before, inputs["period"], confirmed=inputs.get("confirmedStep")
        ),
    )
