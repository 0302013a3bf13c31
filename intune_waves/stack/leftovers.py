"""What bears a campaign's names in the tenant although no state has it: twins, and what a kill has left."""

from collections.abc import Mapping

from intune_waves.campaign.naming import PREFIX, group_mark_in, is_policy_name, without_mark
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.conditional_access import list_policies
from intune_waves.graph.group import groups_beginning

_BEGIN = (f"{PREFIX}: ", "TERRAFORM_UPDATE_")
_DESCRIBED = ("kept by intune-waves.", "admitted by intune-waves alone.")


async def find_leftovers(environment: Mapping[str, str], stack: str) -> list[str]:
    """Policies of our names, and groups of our descriptions whatever they are called, each in a sentence.

    `stack` is the stack's mark: what is another stack's is left out, a policy for a group of it too. azuread
    renames a group for a moment while it changes it (`TERRAFORM_UPDATE_…`); its description stays.
    Raises GraphError.
    """
    async with await open_client(environment) as client:
        policies = await list_policies(client)
        groups = [each for start in _BEGIN for each in await groups_beginning(client, start)]
    others = {each.id for each in groups if group_mark_in(each.description) not in (None, stack)}
    found = [
        f"the policy {each.name!r} ({each.id}), {each.state}"
        for each in policies
        if is_policy_name(each.name) and not each.included_groups & others
    ]
    return found + [
        f"the group {each.name!r} ({each.id})"
        for each in groups
        if each.id not in others and without_mark(each.description).lower().endswith(_DESCRIBED)
    ]
