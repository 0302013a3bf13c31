"""The provider's own configuration: which tenant, and who signs in.

Each key is optional; what is not set is taken from the ARM_* variables that the azuread provider reads,
so that both providers speak to the same tenant.
"""

from typing import Annotated, TypedDict

from intune_waves.provider.protocol.declaration import OneOf, Secret, properties_of
from intune_waves.provider.protocol.property import Failure, Values
from intune_waves.provider.protocol.wire import UNKNOWN


class Settings(TypedDict, total=False):
    """Which tenant, and who signs in."""

    credential: Annotated[
        str, OneOf("client-secret", "client-certificate", "oidc", "azure-cli", "device-code")
    ]
    """Who signs in. The credentials azure-cli and device-code sign in a person, for tenants in which Graph
    refuses app-only writes of enrollment restrictions; the others sign in an application. Left out: by what
    ARM_* are set.
    """
    tenantId: str
    """The tenant's id. Left out: ARM_TENANT_ID."""
    clientId: str
    """The application's id; with device-code, a public client of your own. Left out: ARM_CLIENT_ID."""
    clientSecret: Secret[str]
    """The application's secret. Left out: ARM_CLIENT_SECRET."""
    metadataHost: str
    """host:port that describes a cloud's endpoints, such as the simulated tenant's. Left out:
    ARM_METADATA_HOSTNAME.
    """


SETTINGS = properties_of(Settings)

_ALSO_THERE = frozenset({"version", "pluginDownloadURL", "parameterization"})


def check_settings(values: Values) -> list[Failure]:
    """What is wrong with the configuration. The secret's value is never in the answer."""
    failures = []
    known = {declared.name: declared for declared in SETTINGS}
    for name, value in values.items():
        if name not in known:
            if name not in _ALSO_THERE and not name.startswith("__"):
                failures.append(
                    Failure(name, f"there is no such setting; there are {', '.join(known)} [known-setting]")
                )
        elif not isinstance(value, str):
            failures.append(Failure(name, "it is no text [setting-type]"))
        elif known[name].choices and value not in (*known[name].choices, UNKNOWN):
            failures.append(
                Failure(
                    name, f"got {value!r}, expected one of {', '.join(known[name].choices)} [setting-choice]"
                )
            )
    return failures
