"""Admitting people to a wave's enforced group: read, judge and write in one operation."""

import asyncio
from collections.abc import Iterable
from typing import cast

from intune_waves.campaign.campaign import NEWCOMER_DAYS
from intune_waves.campaign.stage import Stage
from intune_waves.gates.admission import Admission, admission, newcomers_of
from intune_waves.gates.gate import FRESH_HOURS
from intune_waves.graph.dated_group import DatedGroup, delete_dated
from intune_waves.graph.group_membership import digest_of_members, member_ids, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.observing.own_groups import own_groups
from intune_waves.observing.standing import StandingAt, ids_of, read_standing
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.provider.admission.admission_judging import AdmissionJudging, lost, refused
from intune_waves.provider.admission.enforced_group import EnforcedGroup, is_enforce, is_otherwise
from intune_waves.provider.admission.policy_keeping import PolicyKeeping
from intune_waves.provider.gate_inputs import holds_unknown
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.step_inputs import StepInputs, freezes_of

_FROM_TENANT = ("policy", "groupId", "enforcedGroupId", "platforms")


class Admitting:
    """The admissions of one run. They share one reading of devices, and count together against the brake."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._judging = AdmissionJudging(connection)
        self._group = EnforcedGroup(connection)
        self._policy = PolicyKeeping(connection)
        self._told: set[str] = set()

    async def refuse_lost(self, state: Values) -> None:
        """Refuse what azuread made for the wave and somebody deleted. Raises Refusal; GraphError."""
        for said, name in (("group", "groupId"), ("enforced group", "enforcedGroupId")):
            if name in state and await self._is_gone(state[name]):
                raise lost(state, f"the wave's {said} {state[name]}")
        policy = state.get("policy")
        if policy and await self._connection.policy(policy["id"]) is None:
            raise lost(state, "the wave's policy")

    async def found_otherwise(self, state: Values, inputs: Values) -> dict[str, Change]:
        """What the tenant has otherwise than the last write left it. Raises Refusal; GraphError.

        A step back is not asked, because it must be possible when nothing can be read.
        """
        if any(holds_unknown(inputs.get(each)) for each in _FROM_TENANT):
            return {}
        changed = await self._policy.changed(inputs)
        if changed:
            return changed
        if Stage(inputs["stage"]) is not Stage.ENFORCE:
            # Whoever a hand has put there would be enforced by the first write that enables the policy.
            held = (await own_groups(self._connection).people_in([inputs["enforcedGroupId"]]))[0]
            return {"admitted": "update"} if held or await self._policy.enabled_early(inputs) else {}
        groups = (inputs["groupId"], inputs["enforcedGroupId"])
        listed, admitted = await own_groups(self._connection).people_in(groups)
        same = (listed, admitted) == (state.get("listed"), state.get("admitted"))
        settled = same and not _waits(state) and not self._may_be_others(inputs["groupId"])
        unfinished = await self._group.is_unfinished(inputs["wave"])
        if settled and not unfinished:
            return {}
        decided, found = await self._decide(state, inputs, enters=False)
        if decided.keeps(found.standing) and admitted == state.get("admitted") and not unfinished:
            return {}
        await self._judging.judge_brake(inputs, len(decided.admit - found.standing.returning))
        await self._tell(inputs, decided)
        return {"admitted": "update"}

    async def foresee(self, state: Values, inputs: Values) -> None:
        """Tell of the newcomers that another group of the wave brings. Raises Refusal; GraphError."""
        if Stage(inputs["stage"]) is not Stage.ENFORCE or state.get("stage") != inputs["stage"]:
            return
        if any(holds_unknown(inputs.get(each)) for each in _FROM_TENANT):
            await self._tell_once(
                f"{inputs['title']}: its group is made anew; whoever is new and would lose access waits."
            )
        elif inputs["groupId"] != state.get("groupId"):
            decided, found = await self._decide(state, inputs, enters=False)
            await self._judging.judge_brake(inputs, len(decided.admit - found.standing.returning))
            await self._tell(inputs, decided)

    async def write(self, state: Values, inputs: Values) -> Values:
        """Bring the enforced group to who may be in it now; answers the state. Raises Refusal; GraphError."""
        if Stage(inputs["stage"]) is not Stage.ENFORCE:
            await self._policy.restore(inputs)
            await self._policy.turn_enabled(inputs)
            return {
                **inputs,
                "admitted": 0,
                "digest": await self._group.let_everybody_out(state, inputs),
                "listed": 0,
                "waiting": 0,
                "takenOut": 0,
            }
        client = await self._connection.client()
        await self._policy.put_back(inputs)
        enters = await self._enters(state, inputs)
        decided, found = await self._decide(state, inputs, enters=enters)
        returning = found.standing.returning
        await self._judging.judge(inputs, enters=enters or bool(returning))
        if not enters:
            await self._judging.judge_brake(inputs, len(decided.admit - returning))
        admitted = frozenset(ids_of(found.standing.admitted))
        stay = admitted - frozenset(ids_of(decided.let_out))
        own_groups(self._connection).forget_people(inputs["enforcedGroupId"])
        dated: Iterable[DatedGroup] = found.dated
        if is_enforce(state) and (moving := (decided.admit - returning) | decided.let_out):
            dated = await self._group.note_moving(inputs, moving, found=found)
        await reconcile(client, inputs["enforcedGroupId"], desired=stay, existing=admitted)
        wanted = stay | frozenset(ids_of(decided.admit))
        await reconcile(client, inputs["enforcedGroupId"], desired=wanted, existing=stay)
        self._connection.newly_admitted += len(decided.admit)
        await self._group.keep_waiting(inputs, decided, dated_now=dated)
        await self._tell(inputs, decided)
        return {
            **inputs,
            "admitted": len(wanted),
            "digest": digest_of_members(wanted),
            "listed": found.listed,
            "waiting": sum(map(len, decided.waiting.values())),
            "takenOut": sum(map(len, decided.taken_out.values())),
            "evidence": {
                "judgedOn": (await self._connection.today()).isoformat(),
                **newcomers_of(decided, found.standing.losing).plain(),
            },
        }

    async def observe(self, state: Values) -> Values | None:
        """The state without a policy or a target group that is gone; None when the enforced group is gone.

        What the state says of the people stays what the last write left: were it taken over from the tenant,
        whom a hand took out would be a newcomer to the next run. Raises GraphError.
        """
        if await self._is_gone(state["enforcedGroupId"]):
            return None
        observed = dict(state)
        policy = state.get("policy")
        if policy and await self._connection.policy(policy["id"]) is None:
            del observed["policy"]
        if "groupId" in state and await self._is_gone(state["groupId"]):
            del observed["groupId"]
        return observed

    async def _is_gone(self, group_id: str) -> bool:
        return (await own_groups(self._connection).people_in([group_id]))[0] is None

    async def take_away(self, state: Values) -> None:
        """Delete the groups in which people wait; the enforced group goes whole. Raises GraphError."""
        await delete_dated(await self._connection.client(), state["wave"])

    def _may_be_others(self, group_id: str) -> bool:
        """Whether as many people as before may be others: a step reads in full, and so does a run that has
        written the wave's list itself, or is about to.
        """
        moves = self._connection.campaign is not None and self._connection.campaign_at_rest is None
        written = own_groups(self._connection).rewritten
        return moves or group_id in written or group_id in self._connection.coming

    async def _decide(self, state: Values, inputs: Values, *, enters: bool) -> tuple[Admission, StandingAt]:
        client = await self._connection.client()
        found = await read_standing(
            client,
            shared_reading(self._connection),
            wave=inputs["wave"],
            group_id=inputs["groupId"],
            enforced_id=inputs["enforcedGroupId"],
            platforms=inputs["platforms"],
            excluded=inputs.get("breakGlassIds", ()),
            max_age_hours=inputs.get("readingMaxAgeHours") or FRESH_HOURS,
            coming=self._connection.coming.get(inputs["groupId"]),
        )
        if found.doubts:
            raise refused(
                inputs, "; ".join(found.doubts), next_step="wait a few minutes, then run the command again"
            )
        campaign = self._connection.campaign or self._connection.campaign_at_rest or {}
        decided = admission(
            found.standing,
            today=await self._connection.today(),
            enters=enters,
            days=inputs.get("newcomerDays", NEWCOMER_DAYS),
            freezes=freezes_of(cast(StepInputs, campaign)),
            by_hand=is_otherwise(state, ids_of(found.before_moving)),
        )
        return decided, found

    async def _enters(self, state: Values, inputs: Values) -> bool:
        """Whether the wave comes into enforce.

        Without a state, people in the group are under the policy already: a stack that was in force before
        it had an admission brings them along.
        """
        if state:
            return bool(state.get("stage") != inputs["stage"])
        return not await member_ids(await self._connection.client(), inputs["enforcedGroupId"])

    async def _tell(self, inputs: Values, decided: Admission) -> None:
        for sentence in newcomers_of(decided).sentences(inputs["title"]):
            await self._tell_once(sentence)

    async def _tell_once(self, sentence: str) -> None:
        """Tell what the preview, the comparison and the write of one run find alike."""
        if sentence not in self._told:
            self._told.add(sentence)
            await asyncio.to_thread(self._connection.tell, sentence)


def _waits(state: Values) -> bool:
    return bool(state.get("waiting") or state.get("takenOut"))
