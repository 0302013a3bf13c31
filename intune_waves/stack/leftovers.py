"""What bears a campaign's names in the tenant although no state has it: twins, and what a kill has left."""

from collections.abc import Mapping

from intune_waves.campaign.naming import PREFIX, is_policy_name
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.conditional_access import read_states, write_pace
from intune_waves.graph.group import groups_beginning

_BEGIN = (f"{PREFIX}: ", "TERRAFORM_UPDATE_")
_DESCRIBED = ("kept by intune-waves.", "admitted by intune-waves alone.")


async def find_leftovers(environment: Mapping[str, str]) -> list[str]:
    """Policies of our names, and groups of our descriptions whatever they are called, each in a sentence.

    azuread renames a group for a moment while it changes it (`TERRAFORM_UPDATE_…`); its description stays.
    Raises GraphError.
    """
    async with await open_client(environment) as client:
        policies, refused = await read_states(client, write_pace())
        if refused is not None:
            raise refused
        groups = [each for start in _BEGIN for each in await groups_beginning(client, start)]
    found = [
        f"the policy {each.name!r} ({each.id}), {each.state}"
        for each in policies
        if is_policy_name(each.name)
    ]
    return found + [
        f"the group {each.name!r} ({each.id})" for each in groups if each.description.endswith(_DESCRIBED)
    ]
