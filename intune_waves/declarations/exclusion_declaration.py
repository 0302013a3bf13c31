"""The shape of `exclusions`: accounts that are never in the campaign."""

from typing import Annotated

from pydantic import Field

from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import UPN, text


class ExclusionDeclaration(Declaration):
    """An account that no wave takes and every policy of the campaign leaves out."""

    account: Annotated[str, *UPN] = Field(description="The account's user principal name.")
    reason: Annotated[str, *text(rule="reason", noun="reason", longest=300)] = Field(
        description="Why it is excluded."
    )
    by: Annotated[str, *text(rule="decided-by", noun="name")] = Field(description="Who decided it.")
