"""The shape of campaign.yaml's `webhook`: which other system is told of a period."""

import re
from typing import Annotated, Any

from pydantic import Field, model_validator

from intune_waves.campaign.webhook import is_address
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.values import kind, refused

_EXPECTED = "an address that begins with https:// and holds no password"
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}", re.ASCII)


def _as_url(value: Any) -> str:
    if isinstance(value, str) and value.isprintable() and " " not in value and is_address(value):
        return value
    # The value is not shown: it may hold a secret.
    raise refused(rule="webhook-url", what="this is no address that events go to", expected=_EXPECTED)


def _as_variable(value: Any) -> str | None:
    return value if isinstance(value, str) and _VARIABLE.fullmatch(value) else None


URL = kind(
    rule="webhook-url",
    noun="address",
    expected=_EXPECTED,
    schema={"type": "string", "format": "uri"},
    convert=_as_url,
)
VARIABLE = kind(
    rule="webhook-variable",
    noun="environment variable",
    expected="a name in capitals, such as ADATUM_WEBHOOK",
    schema={"type": "string", "pattern": f"^{_VARIABLE.pattern}$"},
    convert=_as_variable,
)


class WebhookDeclaration(Declaration):
    """Which other system is told of a period; by one of the two keys."""

    url: Annotated[str | None, *URL] = Field(default=None, description="The address that takes events.")
    url_from: Annotated[str | None, *VARIABLE] = Field(
        default=None,
        description="The environment variable that holds the address, where the address itself is a secret.",
    )

    @model_validator(mode="after")
    def _one_address(self) -> "WebhookDeclaration":
        if (self.url is None) is (self.url_from is None):
            raise refused(
                rule="webhook-address",
                what="the webhook has no address" if self.url is None else "the webhook has two addresses",
                expected="url or url_from",
                next_step="write url or url_from" if self.url is None else "write one of them",
            )
        return self
