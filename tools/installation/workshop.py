"""What every way to an engine works with: the checkout, the folder to fill, the versions, the words said."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.installation import child
from tools.installation.engine_folder import EngineFolder
from tools.installation.errors import SetupError, no_space
from tools.installation.places import cache_folder, executable, venv_python
from tools.installation.progress import Progress
from tools.installation.versions import Versions

CLI = "pulumi"
LANGUAGE_HOST = "pulumi-language-python"
LANGUAGE_EXECUTOR = "pulumi-language-python-exec"
PLUGIN = "pulumi-resource-azuread"
_FULL_DISK = ("no space left on device", "not enough space on the disk", "disk quota exceeded")


@dataclass(frozen=True, slots=True)
class Workshop:
    """One set-up of one engine."""

    project: Path
    engine: EngineFolder
    versions: Versions
    progress: Progress
    environment: Mapping[str, str]

    @property
    def cache(self) -> Path:
        """The user's cache folder."""
        return cache_folder(self.environment)

    @property
    def python(self) -> Path:
        """The venv's Python, which has pip."""
        return venv_python(self.project)

    @property
    def plugin_file(self) -> str:
        """Where the azuread plugin lies in the engine's folder once it is installed."""
        return f"pulumi-home/plugins/resource-azuread-v{self.versions.azuread}/{executable(PLUGIN)}"


def speaks_of_full_disk(text: str) -> bool:
    """Whether a program's words mean that a disk is full."""
    lowered = text.lower()
    return any(words in lowered for words in _FULL_DISK)


def failed(shop: Workshop, end: child.Finished, *, what: str, next_step: str, rule: str) -> SetupError:
    """The message for a program that failed; its last lines are shown above it."""
    if speaks_of_full_disk(end.text):
        return no_space(shop.engine.folder)
    for line in end.lines[-8:]:
        shop.progress.say(f"  | {line}")
    return SetupError(f"engine: {what} (exit code {end.code})", next_step, rule=rule)
