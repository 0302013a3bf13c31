"""Where things are: the project, its waves, and the runtime folder, which holds what a run leaves behind."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intune_waves.stack.refusal import RefusedError

PROJECT = Path(__file__).resolve().parents[2]
WAVES = PROJECT / "waves"
"""The folder of campaign.yaml and the waves."""


def people_folder(waves: Path) -> Path:
    """The folder that the waves' files of people are relative to, as declarations name them."""
    folder, here = waves.resolve(), Path.cwd()
    return here if folder.is_relative_to(here) and folder != here else folder.parent


@dataclass(frozen=True, slots=True)
class RuntimeHome:
    """Where the simulated tenant and the local Pulumi backend keep their files."""

    folder: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "RuntimeHome":
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

    def make(self) -> "RuntimeHome":
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
