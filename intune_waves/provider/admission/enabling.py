"""Before a wave's policy is enabled, or asks more: nobody may come under it by that write."""

from collections.abc import Collection

from intune_waves.graph.conditional_access import ExistingPolicy, list_policies, put_back
from intune_waves.graph.group_membership import list_group, member_ids, people_of_groups, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.observing.falling_short import AccessAsked
from intune_waves.observing.own_groups import own_groups
from intune_waves.observing.standing import ids_of
from intune_waves.provider.admission.admission_judging import AdmissionJudging, refused
from intune_waves.provider.admission.conditional_access import (
    asked_on,
    is_narrowed,
    own_policies,
    reaching,
    spared_by,
    widened_body,
)
from intune_waves.provider.admission.enforced_group import EnforcedGroup, is_enforce
from intune_waves.provider.gate_inputs import holds_unknown
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.tightening import Tightening
from intune_waves.step.headcount import people

_FOR_POLICY = ("title", "groupId", "enforcedGroupId")


class Enabling:
    """What a gate's write, and a program that asks, see to before azuread writes the policy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._judging = AdmissionJudging(connection)
        self._group = EnforcedGroup(connection)
        self._tightening = Tightening(connection)

    async def prepare(self, state: Values, inputs: Values) -> None:
        """Before the wave's policy is enabled: nobody is in the enforced group who is not enforced already.

        People of a stack that was in force before it had an enforced group are under the enabled policy by
        their target group, and are copied over; so their enforcement does not lapse when the policy turns to
        the enforced group. Any other policy that is not enabled finds an empty group.

        A policy that asks less than it shall, because platforms were added or a hand has narrowed it, is
        judged by the gate before anybody widens it. Where nothing but platforms are lacking, and all whom it
        reaches are people of the wave, it is widened here, in the operation that has judged, and enforcement
        does not lapse. Raises Refusal; GraphError.
        """
        client = await self._connection.client()
        enforced, target = inputs["enforcedGroupId"], inputs["groupId"]
        own, glass = own_policies(await list_policies(client), inputs), self._break_glass()
        in_force = reaching(own, inputs)
        narrowed = is_narrowed(in_force, inputs)
        if narrowed:
            # The policy is to ask more than it does; who is refused that stays under it as it is.
            await self._judging.judge(inputs, enters=True)
            if await self._widened(own, inputs):
                return
        if narrowed or not in_force:
            await self._group.release(inputs, spared=spared_by(own, glass))
            self._connection.forget_policies()
            return
        existing = await member_ids(client, enforced, new_group=True)
        held = any(enforced in each.included_groups for each in in_force)
        comes_over = is_enforce(state) and "enforcedGroupId" not in state
        under = set(existing) if held else set()
        if comes_over or not held:
            by_target = set(ids_of((await list_group(client, target)).people))
            under |= by_target if comes_over else by_target & existing
        stay = under - spared_by(in_force, glass)
        await reconcile(client, enforced, desired=stay, existing=existing)
        if stay != existing:
            own_groups(self._connection).forget_people(enforced)

    async def _widened(self, own: Collection[ExistingPolicy], inputs: Values) -> bool:
        """Have the wave's policy ask on its further platforms; False where a hand has changed more of it than
        platforms, or somebody is in the enforced group who is not in the wave.
        """
        client, glass = await self._connection.client(), self._break_glass()
        if len(own) != 1 or not glass:
            return False
        (policy,) = own
        body = widened_body(policy, inputs, break_glass=glass)
        if body is None:
            return False
        inside = await self._group.members(inputs["enforcedGroupId"])
        if not inside or not inside <= await people_of_groups(client, [inputs["groupId"]]):
            return False
        await put_back(client, policy.id, body=body)
        self._connection.forget_policies()
        return True

    async def is_closed(self, inputs: Values) -> bool:
        """Whether the policy of a wave in enforce does not hold for all of its enforced group: a stop or a
        hand in the portal has let people out. Whoever enables it again, `pulumi refresh` and azuread too,
        must find nobody there who is not under it already.
        """
        if self._connection.goes_back or any(holds_unknown(inputs.get(each)) for each in _FOR_POLICY):
            return False
        policies = reaching(own_policies(await self._connection.policies(), inputs), inputs)
        held = any(inputs["enforcedGroupId"] in each.included_groups for each in policies)
        return not held or is_narrowed(policies, inputs) or bool(spared_by(policies, self._break_glass()))

    async def judge_asking(self, inputs: Values) -> None:
        """Judge a policy in force that is to ask on more platforms, or for more applications, than it does in
        the tenant. Raises Refusal; GraphError.
        """
        if "asksOn" not in inputs or any(holds_unknown(inputs.get(each)) for each in _FOR_POLICY):
            return
        after = AccessAsked(frozenset(inputs["asksOn"]), frozenset(inputs.get("leavesOut", ())))
        policies = reaching(
            own_policies(await list_policies(await self._connection.client()), inputs), inputs
        )
        before = [each for each in policies if inputs["enforcedGroupId"] in each.included_groups]
        if not before:
            return
        asked = AccessAsked(
            frozenset.union(*(asked_on(each) for each in before)),
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
        policies = reaching(own_policies(await self._connection.policies(), asked), asked)
        narrowed, spared = is_narrowed(policies, asked), spared_by(policies, glass)
        held = not narrowed and any(enforced in each.included_groups for each in policies)
        if held and not spared:
            return
        inside = await self._group.members(enforced)
        if held:
            unjudged = inside & spared
        elif inside and policies and not narrowed:
            target = await list_group(await self._connection.client(), asked["groupId"])
            unjudged = inside - set(ids_of(target.people))
        else:
            unjudged = inside
        if unjudged:
            raise refused(
                asked,
                f"{people(len(unjudged))} in the wave's enforced group, under no enabled policy: to enable "
                "it now would enforce them unjudged",
                next_step="the same command once more, without --target and --exclude",
            )

    def _break_glass(self) -> Collection[str]:
        """The accounts that the campaign names; it is not known in a run that a flag leaves it out of."""
        known = (self._connection.campaign or {}).get("breakGlassIds", ())
        return known if isinstance(known, list) else ()
