"""From what people's devices are known: for how long one counts, and which sources are read besides."""

from dataclasses import dataclass

ACTIVE_DAYS = 30
"""For how many days a device counts as active after it was last seen, where nobody says."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The export of another service's devices; `file` is its path from the project's folder, with /."""

    file: str
    service: str
    """What people call the service, such as Workspace ONE."""
    digest: str = ""
    """SHA-256 of the file as the program found it, in hexadecimal; empty where it could not be read."""

    @property
    def title(self) -> str:
        """How sentences name the source."""
        return f"{self.service}'s inventory"


@dataclass(frozen=True, slots=True)
class DeviceEvidence:
    """Where a campaign looks for people's devices, beside Intune and Entra ID."""

    active_days: int = ACTIVE_DAYS
    """For how many days a device counts as active after it was last seen."""
    inventories: tuple[Inventory, ...] = ()
    sign_in_log: bool = False
    """Whether the devices count too that people have lately signed in from."""
