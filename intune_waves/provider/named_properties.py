"""The properties that kinds with a name, a mark and a platform share."""

from intune_waves.provider.protocol.property import Property

DISPLAY_NAME = Property(
    "displayName", "string", "The name that the Intune admin centre shows.", required=True
)
DESCRIPTION = Property(
    "description", "string", "What it is for; a mark of this provider is added to it in the tenant."
)
PLATFORM = Property(
    "platform",
    "string",
    "The platform; Graph cannot change it.",
    required=True,
    replaces=True,
    choices=("windows", "mac", "ios", "android", "androidForWork"),
)
