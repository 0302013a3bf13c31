"""Keeping a wave's policy in the tenant as it shall be, whoever has changed it there."""

from intune_waves.campaign.naming import everybody_policy_name, policy_name_of
from intune_waves.graph.conditional_access import list_policies, put_back, read_policy, turn_to_report_only
from intune_waves.graph.group_membership import member_ids, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.provider.admission.admission_judging import lost, refused
from intune_waves.provider.admission.conditional_access import (
    differing,
    is_narrowed,
    is_wider,
    reaching,
    whole_body,
)
from intune_waves.provider.admission.enforced_group import EnforcedGroup
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.property import Values


class PolicyKeeping:
    """Compares, puts back and turns the policies of waves, in one run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._group = EnforcedGroup(connection)

    async def changed(self, inputs: Values) -> dict[str, Change]:
        """What of the wave's policy the tenant has otherwise than it shall be. Raises Refusal; GraphError."""
        desired = inputs.get("policy")
        if not desired:
            return {}
        existing = await self._connection.policy(desired["id"])
        if existing is None:
            raise lost(inputs, "the wave's policy")
        return {f"policy.{name}": "update" for name in differing(desired, existing)}

    async def restore(self, inputs: Values) -> None:
        """Put back the policy of a wave that is not in enforce. Raises GraphError."""
        desired = inputs.get("policy")
        if not desired:
            return
        client = await self._connection.client()
        existing = await read_policy(client, desired["id"])
        if differing(desired, existing):
            await put_back(client, desired["id"], body=whole_body(desired))
            self._connection.forget_policies()

    async def put_back(self, inputs: Values) -> None:
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
        if not differing(desired, existing):
            return
        spared = existing.excluded_users - set(desired.get("excludedUsers", ()))
        if is_wider(desired, existing):
            await self._group.release(inputs, spared=spared)
        elif spared:
            held = await member_ids(client, inputs["enforcedGroupId"])
            await reconcile(client, inputs["enforcedGroupId"], desired=held - spared, existing=held)
        await put_back(client, desired["id"], body=whole_body(desired))
        self._connection.forget_policies()

    async def _refuse_unheld(self, inputs: Values) -> None:
        """Refuse to admit anybody in a closed campaign while the one policy for everybody does not hold for
        the wave's enforced group: once people are in it, whoever enables that policy enforces them unjudged.
        """
        policies = reaching(await list_policies(await self._connection.client()), inputs)
        held = [each for each in policies if inputs["enforcedGroupId"] in each.included_groups]
        if not held or is_narrowed(held, inputs):
            raise refused(
                inputs,
                "no enabled policy holds for all of the wave's enforced group, so nobody is admitted to it",
                next_step="./migrate refresh, then the same command, without --target and --exclude",
            )

    async def turn_enabled(self, inputs: Values) -> None:
        """Turn every policy of these names that is enabled all the same, twins and the one for everybody too:
        nobody of a wave that is not in enforce is under one. Raises GraphError.
        """
        turned = await self.enabled_early(inputs)
        failed = await turn_to_report_only(await self._connection.client(), turned)
        if turned:
            self._connection.forget_policies()
        if failed:
            raise next(iter(failed.values()))

    async def enabled_early(self, inputs: Values) -> list[str]:
        """The ids of the policies of these names that hold for people of the wave."""
        known = {policy_name_of(inputs["title"]), everybody_policy_name()}
        enabled = reaching(await self._connection.policies(), inputs)
        return [each.id for each in enabled if each.name in known]
