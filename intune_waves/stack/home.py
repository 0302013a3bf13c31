"""The runtime folder: everything that a run leaves behind, outside the tracked files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intune_waves.stack.refusal import RefusedError

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Home:
    """Where the simulated tenant and the local Pulumi backend keep their files."""

    folder: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Home":
        """The folder that INTUNE_WAVES_HOME names, else `.intune-waves` in the project."""
        named = environment.get("INTUNE_WAVES_HOME")
        return cls(Path(named).expanduser().resolve() if named else PROJECT / ".intune-waves")

    @property
    def tenant(self) -> Path:
        """The simulated tenant's folder."""
        return self.folder / "tenant"

    @property
    def backend(self) -> Path:
        """The Pulumi file backend of stacks on the simulated tenant."""
        return self.folder / "backend"

    def make(self) -> "Home":
        """Create the folders, readable by their owner alone. Raises RefusedError where that cannot be had."""
        for folder in (self.folder, self.tenant, self.backend):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as cannot:
                raise RefusedError(
                    f"{folder}: the folder cannot be made: {cannot.strerror}",
                    "name one that can be written in INTUNE_WAVES_HOME",
                ) from None
        return self
