"""What the provider raises when it will not, or cannot, do what is asked. Its text is all that people
see.
"""

# ruff: noqa: N818 - each is named after what happened, as in httpx
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A sentence with the place, what is wrong, the next step and the rule id."""


class HalfMade(Exception):
    """The object was made in the tenant, but not everything about it could be set.

    Carries id and state, so that the engine keeps the object in the stack's state and repairs it at the
    next `up` instead of losing it.
    """

    def __init__(self, resource_id: str, state: Mapping[str, Any], *, cause: Exception) -> None:
        super().__init__(str(cause))
        self.resource_id = resource_id
        self.state = dict(state)
        self.secrets: set[str] = set()
        """Names of the properties that came as secrets."""
