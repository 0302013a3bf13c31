"""An exclusion: an account that is never in the campaign, for a reason and by whose decision."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An account, by user principal name in lower case, that no wave takes and every policy leaves out."""

    account: str
    reason: str
    by: str
