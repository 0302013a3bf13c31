"""The engine's pinned versions, read from tools/engine/versions.toml: the one place that holds them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_NUMBERS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Versions:
    """What the engine is made of, as texts without a leading v."""

    pulumi: str
    language_host: str
    azuread: str
    go: str

    @classmethod
    def read(cls, project: Path) -> "Versions":
        """Read tools/engine/versions.toml of a checkout. Raises OSError or KeyError where it is damaged."""
        with (project / "tools" / "engine" / "versions.toml").open("rb") as file:
            table = tomllib.load(file)
        return cls(
            pulumi=table["pulumi"]["version"],
            language_host=table["language-host"]["version"],
            azuread=table["azuread"]["version"],
            go=table["go"]["minimum"],
        )


def numbers(text: str) -> tuple[int, int, int] | None:
    """The first version in a text: `go1.26.8` is (1, 26, 8); None where there is none."""
    found = _NUMBERS.search(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def new_enough(text: str, minimum: str) -> bool:
    """Whether a text names a version of the minimum's major version that is not below it."""
    have, need = numbers(text), numbers(minimum)
    return have is not None and need is not None and have[0] == need[0] and have >= need
