"""The object id of what azuread has made."""

import pulumi
import pulumi_azuread as azuread


def object_id(made: azuread.GroupWithoutMembers | azuread.ConditionalAccessPolicy) -> pulumi.Output[str]:
    """The id under which Graph has it, from the id under which the engine has it.

    Its output `object_id` says the same, but only once azuread has read what it made; where that read failed,
    the state lacks it, and writing a policy again does not bring it (azuread 3.4).
    """
    return made.id.apply(lambda whole: whole.rpartition("/")[2])
