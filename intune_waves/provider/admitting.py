"""Admitting people to a wave's enforced group: read, judge and write in one operation."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from intune_waves.campaign.campaign import NEWCOMER_DAYS, Brake
from intune_waves.campaign.naming import dated_group_name, everybody_policy_name, policy_name_of
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.gates.admission import Admission, admission, newcomers_of
from intune_waves.gates.gate import FRESH_HOURS
from intune_waves.graph.client.errors import GraphError, NotFound
from intune_waves.graph.conditional_access import (
    ENABLED,
    ExistingPolicy,
    list_policies,
    put_back,
    read_policy,
    turn_to_report_only,
)
from intune_waves.graph.dated_group import (
    DatedGroup,
    Wording,
    dated_groups,
    delete_dated,
    is_dated_as,
    keep_dated,
)
from intune_waves.graph.group_membership import (
    digest_of_members,
    list_group,
    member_ids,
    reconcile,
)
from intune_waves.graph.user import count_enabled_members
from intune_waves.observing.connection import Connection
from intune_waves.observing.falling_short import AccessAsked
from intune_waves.observing.own_groups import own_groups
from intune_waves.observing.standing import (
    MOVING,
    RELEASED,
    TAKEN_OUT,
    UNFINISHED,
    WAITING,
    StandingAt,
    ids_of,
    read_standing,
)
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.provider.gate_inputs import GateMove, holds_unknown
from intune_waves.provider.gate_judging import GateJudging
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.tightening import Tightening
from intune_waves.provider.unfinished_step import fresh_refusals
from intune_waves.step.headcount import people

_FOR_POLICY = ("title", "groupId", "enforcedGroupId")
_STANDING = {
    WAITING: "waiting until",
    TAKEN_OUT: "taken out until",
    RELEASED: "to be judged anew since",
    MOVING: "being moved since",
}
"""What a dated group of each kind is called in the portal, before its day."""
_Kept = dict[tuple[str, date], frozenset[str]]
"""People in dated groups, by kind and day."""
_NOBODY = digest_of_members(())
_ALL_PLATFORMS = frozenset(each.in_conditional_access for each in Platform)
_FROM_TENANT = ("policy", "groupId", "enforcedGroupId", "platforms")


class Admitting:
    """The admissions of one run. They share one reading of devices, and count together against the brake."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._gates = GateJudging(connection)
        self._tightening = Tightening(connection)
        self._told: set[str] = set()

    async def refuse_lost(self, state: Values) -> None:
        """Refuse what azuread made for the wave and somebody deleted. Raises Refusal; GraphError."""
        for said, name in (("group", "groupId"), ("enforced group", "enforcedGroupId")):
            if name in state and await self._is_gone(state[name]):
                raise _lost(state, f"the wave's {said} {state[name]}")
        policy = state.get("policy")
        if policy and await self._connection.policy(policy["id"]) is None:
            raise _lost(state, "the wave's policy")

    async def found_otherwise(self, state: Values, inputs: Values) -> dict[str, Change]:
        """What the tenant has otherwise than the last write left it. Raises Refusal; GraphError.

        A step back is not asked, because it must be possible when nothing can be read.
        """
        if any(holds_unknown(inputs.get(each)) for each in _FROM_TENANT):
            return {}
        changed = await self._policy_changed(inputs)
        if changed:
            return changed
        if Stage(inputs["stage"]) is not Stage.ENFORCE:
            # Whoever a hand has put there would be enforced by the first write that enables the policy.
            held = (await own_groups(self._connection).people_in([inputs["enforcedGroupId"]]))[0]
            return {"admitted": "update"} if held or await self._enabled_early(inputs) else {}
        groups = (inputs["groupId"], inputs["enforcedGroupId"])
        listed, admitted = await own_groups(self._connection).people_in(groups)
        same = (listed, admitted) == (state.get("listed"), state.get("admitted"))
        settled = same and not _waits(state) and not self._may_be_others(inputs["groupId"])
        unfinished = await self._is_unfinished(inputs["wave"])
        if settled and not unfinished:
            return {}
        decided, found = await self._decide(state, inputs, enters=False)
        if decided.keeps(found.standing) and admitted == state.get("admitted") and not unfinished:
            return {}
        await self._judge_brake(inputs, len(decided.admit - found.standing.returning))
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
            await self._judge_brake(inputs, len(decided.admit - found.standing.returning))
            await self._tell(inputs, decided)

    async def write(self, state: Values, inputs: Values) -> Values:
        """Bring the enforced group to who may be in it now; answers the state. Raises Refusal; GraphError."""
        if Stage(inputs["stage"]) is not Stage.ENFORCE:
            await self._restore_policy(inputs)
            await self._turn_enabled(inputs)
            return {
                **inputs,
                "admitted": 0,
                "digest": await self._let_everybody_out(state, inputs),
                "listed": 0,
                "waiting": 0,
                "takenOut": 0,
            }
        client = await self._connection.client()
        await self._put_policy_back(inputs)
        enters = await self._enters(state, inputs)
        decided, found = await self._decide(state, inputs, enters=enters)
        returning = found.standing.returning
        await self._judge(inputs, enters=enters or bool(returning))
        if not enters:
            await self._judge_brake(inputs, len(decided.admit - returning))
        admitted = frozenset(ids_of(found.standing.admitted))
        stay = admitted - frozenset(ids_of(decided.let_out))
        own_groups(self._connection).forget_people(inputs["enforcedGroupId"])
        dated: Iterable[DatedGroup] = found.dated
        if _is_enforce(state) and (moving := (decided.admit - returning) | decided.let_out):
            dated = await self._note_moving(inputs, moving, found=found)
        await reconcile(client, inputs["enforcedGroupId"], desired=stay, existing=admitted)
        wanted = stay | frozenset(ids_of(decided.admit))
        await reconcile(client, inputs["enforcedGroupId"], desired=wanted, existing=stay)
        self._connection.newly_admitted += len(decided.admit)
        await self._keep_waiting(inputs, decided, dated_now=dated)
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

    async def prepare(self, state: Values, inputs: Values) -> None:
        """Before the wave's policy is enabled: nobody is in the enforced group who is not enforced already.

        People of a stack that was in force before it had an enforced group are under the enabled policy by
        their target group, and are copied over; so their enforcement does not lapse when the policy turns to
        the enforced group. Any other policy that is not enabled finds an empty group.

        A policy that asks less than it shall, because platforms were added or a hand has narrowed it, is
        judged by the gate before anybody widens it. Raises Refusal; GraphError.
        """
        client = await self._connection.client()
        enforced, target = inputs["enforcedGroupId"], inputs["groupId"]
        own, glass = _own(await list_policies(client), inputs), self._break_glass()
        reaching = _reaching(own, inputs)
        narrowed = _is_narrowed(reaching, inputs)
        if narrowed:
            # The policy is to ask more than it does; who is refused that stays under it as it is.
            await self._judge(inputs, enters=True)
        if narrowed or not reaching:
            await self._release(inputs, spared=_spared(own, glass))
            self._connection.forget_policies()
            return
        existing = await member_ids(client, enforced, new_group=True)
        held = any(enforced in each.included_groups for each in reaching)
        comes_over = _is_enforce(state) and "enforcedGroupId" not in state
        under = set(existing) if held else set()
        if comes_over or not held:
            by_target = set(ids_of((await list_group(client, target)).people))
            under |= by_target if comes_over else by_target & existing
        stay = under - _spared(reaching, glass)
        await reconcile(client, enforced, desired=stay, existing=existing)
        if stay != existing:
            own_groups(self._connection).forget_people(enforced)

    async def is_closed(self, inputs: Values) -> bool:
        """Whether the policy of a wave in enforce does not hold for all of its enforced group: a stop or a
        hand in the portal has let people out. Whoever enables it again, `pulumi refresh` and azuread too,
        must find nobody there who is not under it already.
        """
        if self._connection.goes_back or any(holds_unknown(inputs.get(each)) for each in _FOR_POLICY):
            return False
        policies = _reaching(_own(await self._connection.policies(), inputs), inputs)
        held = any(inputs["enforcedGroupId"] in each.included_groups for each in policies)
        return not held or _is_narrowed(policies, inputs) or bool(_spared(policies, self._break_glass()))

    async def judge_asking(self, inputs: Values) -> None:
        """Judge a policy in force that is to ask on more platforms, or for more applications, than it does in
        the tenant. Raises Refusal; GraphError.
        """
        if "asksOn" not in inputs or any(holds_unknown(inputs.get(each)) for each in _FOR_POLICY):
            return
        after = AccessAsked(frozenset(inputs["asksOn"]), frozenset(inputs.get("leavesOut", ())))
        policies = _reaching(_own(await list_policies(await self._connection.client()), inputs), inputs)
        before = [each for each in policies if inputs["enforcedGroupId"] in each.included_groups]
        if not before:
            return
        asked = AccessAsked(
            frozenset.union(*(_asked_on(each) for each in before)),
            frozenset.intersection(*(each.excluded_applications for each in before)),
        )
        if after.platforms <= asked.platforms and asked.left_out <= after.left_out:
            return
        await self._tightening.judge_access(
            inputs["wave"], inputs["enforcedGroupId"], before=asked, after=after
        )

    async def refuse_enabling(self, asked: Values) -> None:
        """Refuse that anybody but a gate's own run enables the wave's policy where that would enforce people.

        A program asks before azuread writes, in runs too that a flag leaves the gate out of: whom a hand has
        put into the enforced group, and whom a stop has let out, is under no enabled policy. `asked` are the
        wave's id, title, groups, platforms and break-glass accounts. Raises Refusal; GraphError.
        """
        glass, enforced = asked.get("breakGlassIds", ()), asked["enforcedGroupId"]
        policies = _reaching(_own(await self._connection.policies(), asked), asked)
        narrowed, spared = _is_narrowed(policies, asked), _spared(policies, glass)
        held = not narrowed and any(enforced in each.included_groups for each in policies)
        if held and not spared:
            return
        inside = await self._members(enforced)
        if held:
            unjudged = inside & spared
        elif inside and policies and not narrowed:
            target = await list_group(await self._connection.client(), asked["groupId"])
            unjudged = inside - set(ids_of(target.people))
        else:
            unjudged = inside
        if unjudged:
            raise _refused(
                asked,
                f"{people(len(unjudged))} in the wave's enforced group, under no enabled policy: to enable "
                "it now would enforce them unjudged",
                next_step="the same command once more, without --target and --exclude",
            )

    def _break_glass(self) -> Collection[str]:
        """The accounts that the campaign names; it is not known in a run that a flag leaves it out of."""
        known = (self._connection.campaign or {}).get("breakGlassIds", ())
        return known if isinstance(known, list) else ()

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
            raise _refused(
                inputs, "; ".join(found.doubts), next_step="wait a few minutes, then run the command again"
            )
        decided = admission(
            found.standing,
            today=await self._connection.today(),
            enters=enters,
            days=inputs.get("newcomerDays", NEWCOMER_DAYS),
            by_hand=_is_otherwise(state, ids_of(found.before_moving)),
        )
        return decided, found

    async def _judge(self, inputs: Values, *, enters: bool) -> None:
        """All guards on the tenant as it is now, and the gate of a wave that enters. Raises Refusal."""
        before = Stage.DEADLINE if enters else Stage.ENFORCE
        refused = await fresh_refusals(self._connection, inputs["wave"], before=before)
        if refused:
            raise Refusal("\n".join(refused))
        if not enters:
            return
        move = GateMove(inputs["wave"], before, Stage.ENFORCE, self._connection.period, None)
        judged = await self._gates.judge(move, _without_soak(inputs))
        if judged.refusal:
            raise Refusal(judged.refusal)

    async def _judge_brake(self, inputs: Values, admits: int) -> None:
        """The brake counts everybody whom this run admits beside the waves whose gates have passed."""
        newly = admits + self._connection.newly_admitted + len(self._connection.asked_more)
        if not admits:
            return
        brake = Brake(**inputs["brake"]) if "brake" in inputs else Brake()
        if newly <= brake.floor:
            return
        everybody = await count_enabled_members(await self._connection.client()) or 0
        most = brake.most_of(everybody)
        if newly > most:
            raise Refusal(
                f"waves/{inputs['wave']}.yaml: {people(newly)} of {everybody:,} would come newly under an "
                f"enabled policy by one run, at most {most:,} may; let fewer people into the wave at once, "
                "or raise the brake in waves/campaign.yaml [enforcement-brake]"
            )

    async def _policy_changed(self, inputs: Values) -> dict[str, Change]:
        desired = inputs.get("policy")
        if not desired:
            return {}
        existing = await self._connection.policy(desired["id"])
        if existing is None:
            raise _lost(inputs, "the wave's policy")
        return {f"policy.{name}": "update" for name in _differing(desired, existing)}

    async def _restore_policy(self, inputs: Values) -> None:
        desired = inputs.get("policy")
        if not desired:
            return
        client = await self._connection.client()
        existing = await read_policy(client, desired["id"])
        if _differing(desired, existing):
            await put_back(client, desired["id"], body=_body(desired))
            self._connection.forget_policies()

    async def _put_policy_back(self, inputs: Values) -> None:
        """Put the policy back where the tenant has it otherwise.

        Where it reached less than it shall, putting it back would enforce somebody: the group is emptied
        first, and its people are admitted anew, by the gate. Whom a hand has named in the policy's exclusions
        is let out for as long as whom one took out of the group.
        """
        desired = inputs.get("policy")
        if not desired:
            await self._refuse_unheld(inputs)
            return
        client = await self._connection.client()
        existing = await read_policy(client, desired["id"])
        if not _differing(desired, existing):
            return
        spared = existing.excluded_users - set(desired.get("excludedUsers", ()))
        if _is_wider(desired, existing):
            await self._release(inputs, spared=spared)
        elif spared:
            held = await member_ids(client, inputs["enforcedGroupId"])
            await reconcile(client, inputs["enforcedGroupId"], desired=held - spared, existing=held)
        await put_back(client, desired["id"], body=_body(desired))
        self._connection.forget_policies()

    async def _enabled_early(self, inputs: Values) -> list[str]:
        known = {policy_name_of(inputs["title"]), everybody_policy_name()}
        enabled = _reaching(await self._connection.policies(), inputs)
        return [each.id for each in enabled if each.name in known]

    async def _refuse_unheld(self, inputs: Values) -> None:
        """Refuse to admit anybody in a closed campaign while the one policy for everybody does not hold for
        the wave's enforced group: once people are in it, whoever enables that policy enforces them unjudged.
        """
        policies = _reaching(await list_policies(await self._connection.client()), inputs)
        held = [each for each in policies if inputs["enforcedGroupId"] in each.included_groups]
        if not held or _is_narrowed(held, inputs):
            raise _refused(
                inputs,
                "no enabled policy holds for all of the wave's enforced group, so nobody is admitted to it",
                next_step="./migrate refresh, then the same command, without --target and --exclude",
            )

    async def _is_unfinished(self, wave: str) -> bool:
        """Whether a run that was broken off has left people of the wave on their way."""
        groups = await own_groups(self._connection).by_id()
        return any(
            is_dated_as(each.nickname, wave, kind=kind) for each in groups.values() for kind in UNFINISHED
        )

    async def _turn_enabled(self, inputs: Values) -> None:
        """Turn every policy of these names that is enabled all the same, twins and the one for everybody too:
        nobody of a wave that is not in enforce is under one.
        """
        turned = await self._enabled_early(inputs)
        refused = await turn_to_report_only(await self._connection.client(), turned)
        if turned:
            self._connection.forget_policies()
        if refused:
            raise next(iter(refused.values()))

    async def _enters(self, state: Values, inputs: Values) -> bool:
        """Whether the wave comes into enforce.

        Without a state, people in the group are under the policy already: a stack that was in force before
        it had an admission brings them along.
        """
        if state:
            return bool(state.get("stage") != inputs["stage"])
        return not await member_ids(await self._connection.client(), inputs["enforcedGroupId"])

    async def _release(self, inputs: Values, *, spared: frozenset[str]) -> None:
        """Let everybody out of the enforced group. The tenant keeps who they were, so that no later run takes
        them for people whom a hand took out; but for `spared`, whom one did.
        """
        client, enforced = await self._connection.client(), inputs["enforcedGroupId"]
        existing = await self._members(enforced)
        if existing:
            dated = await dated_groups(client, inputs["wave"])
            await self._keep_dated(
                inputs, await self._with_released(_kept(dated), existing - spared), dated=dated
            )
        await reconcile(client, enforced, desired=(), existing=existing)
        own_groups(self._connection).forget_people(enforced)

    async def _let_everybody_out(self, state: Values, inputs: Values) -> str:
        """Empty the group of a wave that is not in enforce; answers the digest that the state keeps.

        The tenant keeps who they were until the wave is enforced again: a run that is killed before its state
        is written leaves nobody who counts as taken out by hand. Whom a hand did take out is kept beside
        them; what cannot be read of that holds up nobody, and the digest lets the next admission find it.
        """
        client, enforced = await self._connection.client(), inputs["enforcedGroupId"]
        existing, digest = await self._members(enforced), str(state.get("digest", _NOBODY))
        if _is_enforce(state):
            dated = await dated_groups(client, inputs["wave"])
            kept, found = _kept(dated), await self._taken_out(state, inputs, existing=existing, dated=dated)
            if found is not None:
                digest = _NOBODY
            if existing or found:
                kept = await self._with_released({**kept, **(found or {})}, existing)
                await self._keep_dated(inputs, kept, dated=dated)
        await reconcile(client, enforced, desired=(), existing=existing)
        return digest

    async def _taken_out(
        self, state: Values, inputs: Values, *, existing: set[str], dated: list[DatedGroup]
    ) -> _Kept | None:
        """Whom a hand took out of the group, and until when they stay out; None where the wave's people are
        not read to the end.
        """
        released, moving = (_people_in(dated, kind) for kind in (RELEASED, MOVING))
        before = existing | released
        if not _is_otherwise(state, before):
            return {}
        try:
            group = await list_group(await self._connection.client(), inputs["groupId"])
        except NotFound:
            return {}
        except GraphError:
            return None
        listed = set(ids_of(group.people))
        came = moving & listed
        if not _is_otherwise(state, (before - came) | (moving - came)):
            return {}
        if group.doubts("the wave's group"):
            return None
        missing = listed - existing - set(inputs.get("breakGlassIds", ())).union(*_kept(dated).values())
        days = timedelta(days=inputs.get("newcomerDays", NEWCOMER_DAYS))
        due = TAKEN_OUT, await self._connection.today() + days
        return {due: _kept(dated).get(due, frozenset()) | missing}

    async def _with_released(self, kept: _Kept, people: Collection[str]) -> _Kept:
        """The dated groups, and these people among those whom a run let out all together."""
        today = await self._connection.today()
        key = RELEASED, max((day for kind, day in kept if kind == RELEASED), default=today)
        return {**kept, key: kept.get(key, frozenset()) | frozenset(people)}

    async def _note_moving(
        self, inputs: Values, moving: frozenset[Any], *, found: StandingAt
    ) -> list[DatedGroup]:
        """Keep in the tenant who is about to be moved: a run that is broken off leaves the group with others
        than the state says, and no hand was it. Answers all dated groups.
        """
        kept, today = _kept(found.dated), await self._connection.today()
        kept[MOVING, today] = kept.get((MOVING, today), frozenset()) | frozenset(ids_of(moving))
        await self._keep_dated(inputs, kept, dated=found.dated)
        return await dated_groups(await self._connection.client(), inputs["wave"])

    async def _members(self, group_id: str) -> set[str]:
        """The members of a group; nobody where it is gone."""
        try:
            return await member_ids(await self._connection.client(), group_id)
        except NotFound:
            return set()

    async def _keep_waiting(
        self, inputs: Values, decided: Admission, *, dated_now: Iterable[DatedGroup]
    ) -> None:
        desired = {
            (kind, day): frozenset(ids_of(who))
            for kind, dated in ((WAITING, decided.waiting), (TAKEN_OUT, decided.taken_out))
            for day, who in dated.items()
        }
        await self._keep_dated(inputs, desired, dated=dated_now)

    async def _keep_dated(
        self,
        inputs: Values,
        desired: Mapping[tuple[str, date], frozenset[str]],
        *,
        dated: Iterable[DatedGroup],
    ) -> None:
        wording = {
            (kind, day): Wording(
                dated_group_name(inputs["title"], _STANDING[kind], day=day),
                f"People of the wave {inputs['title']}: {_STANDING[kind]} {day}. Kept by intune-waves.",
            )
            for kind, day in desired
        }
        await keep_dated(
            await self._connection.client(), inputs["wave"], desired=desired, existing=dated, wording=wording
        )

    async def _tell(self, inputs: Values, decided: Admission) -> None:
        for sentence in newcomers_of(decided).sentences(inputs["title"]):
            await self._tell_once(sentence)

    async def _tell_once(self, sentence: str) -> None:
        """Tell what the preview, the comparison and the write of one run find alike."""
        if sentence not in self._told:
            self._told.add(sentence)
            await asyncio.to_thread(self._connection.tell, sentence)


def _own(policies: Iterable[ExistingPolicy], inputs: Values) -> list[ExistingPolicy]:
    """The policies of the wave: by its name, or over its enforced group, as in a closed campaign."""
    own, enforced = policy_name_of(inputs["title"]), inputs["enforcedGroupId"]
    return [each for each in policies if each.name == own or enforced in each.included_groups]


def _reaching(policies: Iterable[ExistingPolicy], inputs: Values) -> list[ExistingPolicy]:
    """Those of the policies that hold for people of the wave."""
    groups = {inputs["groupId"], inputs["enforcedGroupId"]}
    return [each for each in policies if each.state == ENABLED and groups & each.included_groups]


def _spared(policies: Iterable[ExistingPolicy], known: Collection[str]) -> frozenset[str]:
    """Whom a hand has named in the exclusions of all these policies, beside the `known` break-glass accounts;
    nobody where these are not known. Guests, whom the one policy for everybody leaves out by a word, are
    nobody.
    """
    excluded = [frozenset(filter(is_object_id, each.excluded_users)) for each in policies]
    return frozenset.intersection(*excluded) - set(known) if known and excluded else frozenset()


def _is_narrowed(policies: Collection[ExistingPolicy], inputs: Values) -> bool:
    """Whether all of these policies ask less than the wave's shall."""
    return bool(policies) and all(_asks_less(_asking_on(inputs), each) for each in policies)


def _is_enforce(state: Values) -> bool:
    return bool(state.get("stage") == Stage.ENFORCE.value)


def _is_otherwise(state: Values, people: Iterable[str]) -> bool:
    """Whether the enforced group has other people than the last write left in it. Out of enforce the state
    keeps a digest of people only where a step back could not find out whom a hand had taken out before.
    """
    left = state.get("digest")
    asks = left is not None and (_is_enforce(state) or left != _NOBODY)
    return asks and left != digest_of_members(people)


def _people_in(dated: Iterable[DatedGroup], kind: str) -> frozenset[str]:
    """Everybody in the dated groups of a kind."""
    return frozenset[str]().union(*(each.members for each in dated if each.kind == kind))


def _kept(dated: Iterable[DatedGroup]) -> _Kept:
    """Who is in the dated groups, by kind and day."""
    return {(each.kind, each.day): each.members for each in dated}


def _differing(desired: Mapping[str, Any], existing: ExistingPolicy) -> list[str]:
    """The names of what the tenant's policy has otherwise than desired; sets are compared as sets."""
    found = {
        "state": (desired["state"], existing.state),
        "includedGroups": (set(desired.get("includedGroups", ())), existing.included_groups),
        "excludedUsers": (set(desired.get("excludedUsers", ())), existing.excluded_users),
        "platforms": (set(desired.get("platforms", ())), existing.platforms),
        "excludedApplications": (
            set(desired.get("excludedApplications", ())),
            existing.excluded_applications,
        ),
        "excludedGroups": (set(), existing.excluded_groups),
        "includedUsers": (set(), existing.included_users - {"None"}),
        "includedRoles": (set(), existing.included_roles),
        "excludedPlatforms": (set(), existing.excluded_platforms),
        "controls": ({"compliantDevice"}, existing.controls),
    }
    return [name for name, (wanted, has) in found.items() if wanted != has]


def _is_wider(desired: Mapping[str, Any], existing: ExistingPolicy) -> bool:
    """Whether the desired policy would enforce somebody of the enforced group whom the tenant's does not, but
    for users whom the tenant's leaves out by name.
    """
    asks = desired["state"] == ENABLED
    return asks and (
        existing.state != ENABLED
        or not set(desired.get("includedGroups", ())) <= existing.included_groups
        or bool(existing.excluded_groups)
        or "compliantDevice" not in existing.controls
        or _asks_on_more(desired.get("platforms", ()), existing)
        or not existing.excluded_applications <= set(desired.get("excludedApplications", ()))
    )


def _asking_on(inputs: Values) -> list[str]:
    """The platforms on which a gate's wave is to be asked, in conditional access's words."""
    return inputs.get("asksOn") or [Platform(each).in_conditional_access for each in inputs["platforms"]]


def _asked_on(existing: ExistingPolicy) -> frozenset[str]:
    """The platforms on which the tenant's policy asks."""
    everywhere = not existing.platforms or "all" in existing.platforms
    return _ALL_PLATFORMS - existing.excluded_platforms if everywhere else existing.platforms


def _asks_less(platforms: Iterable[str], existing: ExistingPolicy) -> bool:
    """Whether the tenant's policy of a wave in enforce asks less than one on these platforms."""
    return (
        bool(existing.excluded_groups)
        or "compliantDevice" not in existing.controls
        or _asks_on_more(platforms, existing)
    )


def _asks_on_more(platforms: Iterable[str], existing: ExistingPolicy) -> bool:
    """Whether a policy would ask on platforms on which the tenant's does not."""
    everywhere = not existing.platforms or "all" in existing.platforms
    asked = set(platforms)
    return bool(asked & existing.excluded_platforms or not (everywhere or asked <= existing.platforms))


def _body(desired: Mapping[str, Any]) -> dict[str, Any]:
    """The policy in Graph's words, whole, so that nothing of a hand's change stays."""
    return {
        "state": desired["state"],
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {
                "includeApplications": ["All"],
                "excludeApplications": list(desired.get("excludedApplications", ())),
            },
            "platforms": {"includePlatforms": list(desired.get("platforms", ())), "excludePlatforms": []},
            "users": {
                "includeUsers": [],
                "includeGroups": list(desired.get("includedGroups", ())),
                "includeRoles": [],
                "excludeUsers": list(desired.get("excludedUsers", ())),
                "excludeGroups": [],
                "excludeRoles": [],
            },
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }


def _without_soak(inputs: Values) -> Values:
    """The gate's inputs without the time spent in the stage before, which the step's own gate has judged."""
    thresholds = {name: limit for name, limit in inputs.get("thresholds", {}).items() if name != "soak"}
    return {**inputs, "thresholds": thresholds}


def _waits(state: Values) -> bool:
    return bool(state.get("waiting") or state.get("takenOut"))


def _lost(inputs: Values, what: str) -> Refusal:
    return _refused(
        inputs,
        f"{what} is not in the tenant any more",
        next_step="./migrate refresh, then the same command makes it anew",
    )


def _refused(inputs: Values, what: str, *, next_step: str) -> Refusal:
    return Refusal(f"waves/{inputs['wave']}.yaml: {what}; next: {next_step} [admission]")
