"""Letting people out: policies of waves that leave enforce only report, before anything else is written."""

from collections.abc import Collection

from intune_waves.campaign.naming import everybody_policy_name, policy_name_of
from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.conditional_access import ENABLED, list_policies, turn_to_report_only
from intune_waves.provider.protocol.property import Values


def titles_leaving_enforce(state: Values, inputs: Values) -> frozenset[str]:
    """The titles of the waves that were enforced in the state and are not any more, those taken out too."""
    before, now = state.get("stages", {}), inputs.get("stages", {})
    return frozenset(
        wave["title"]
        for wave in state.get("waves", ())
        if before.get(wave["id"]) == Stage.ENFORCE.value and now.get(wave["id"]) != Stage.ENFORCE.value
    )


def policies_to_turn(state: Values, inputs: Values, *, goes_back: bool) -> frozenset[str]:
    """The display names of the policies that must not be enabled any more after the step.

    A step back turns those too that a hand has enabled in a wave that is not in enforce: nothing later in
    such a run looks for them.
    """
    leaving = titles_leaving_enforce(state, inputs)
    names = {policy_name_of(title) for title in leaving}
    if leaving or goes_back:
        out = _titles_not_in_enforce(state, inputs)
        # The one for everybody may be there without the state's knowing: made by a run that left us out.
        names |= {*(policy_name_of(title) for title in out), *([everybody_policy_name()] if out else [])}
    if inputs.get("stop") is not None and state.get("closed"):
        names.add(everybody_policy_name())
    return frozenset(names)


def _titles_not_in_enforce(state: Values, inputs: Values) -> frozenset[str]:
    stages = inputs.get("stages", {})
    waves = (*state.get("waves", ()), *inputs.get("waves", ()))
    return frozenset(wave["title"] for wave in waves if stages.get(wave["id"]) != Stage.ENFORCE.value)


async def enabled_of(client: GraphClient, names: Collection[str]) -> list[str]:
    """The ids of the enabled policies of these names, twins too, by one list. Raises GraphError."""
    return [each.id for each in await list_policies(client) if each.name in names and each.state == ENABLED]


async def let_out(client: GraphClient, enabled: Collection[str]) -> int:
    """Turn these policies to report-only, one write each; answers how many they were.

    Raises GraphError after the last one, so that one refusal keeps nobody else locked out.
    """
    refused = await turn_to_report_only(client, enabled)
    if refused:
        raise next(iter(refused.values()))
    return len(enabled)
