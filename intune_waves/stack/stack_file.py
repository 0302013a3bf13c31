"""A stack's configuration file, `Pulumi.<stack>.yaml`: the one line of it that a campaign moves."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from intune_waves.stack.refusal import RefusedError

PERIOD_KEY = "intune-waves:period"
TENANT_KEY = "intune-waves:tenant"
_PERIOD_LINE = re.compile(rf"^(?P<before>\s*{PERIOD_KEY}:\s*).*?(?P<after>\s*(#.*)?)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StackFile:
    """The text of a stack's configuration, with the few facts that commands need of it."""

    path: Path
    text: str

    @classmethod
    def read(cls, project: Path, stack: str) -> "StackFile":
        """Read the stack's file. Raises RefusedError where it is missing or is no YAML mapping."""
        path = project / f"Pulumi.{stack}.yaml"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RefusedError(
                f"{path.name}: there is no such file, so there is no stack {stack!r}",
                "copy Pulumi.dev.yaml, or name another stack with --stack",
            ) from None
        except (OSError, UnicodeDecodeError) as cannot:
            raise RefusedError(f"{path.name}: cannot be read: {cannot}") from None
        found = cls(path, text)
        found.config()
        return found

    def config(self) -> dict[str, object]:
        """The mapping under `config`. Raises RefusedError where the file holds something else."""
        try:
            document = yaml.safe_load(self.text) or {}
            config = document.get("config") or {}
            return {str(key): value for key, value in config.items()}
        except (yaml.YAMLError, AttributeError) as fault:
            where = getattr(getattr(fault, "problem_mark", None), "line", None)
            line = f":{where + 1}" if where is not None else ""
            raise RefusedError(
                f"{self.path.name}{line}: is no stack configuration; expected a mapping with `config:`"
            ) from None

    @property
    def simulated(self) -> bool:
        """Whether this stack lives on the simulated tenant rather than on a real one."""
        return self.config().get(TENANT_KEY) == "simulated"

    @property
    def period(self) -> str:
        """The period that the file asks for, as written; empty where it says none."""
        return str(self.config().get(PERIOD_KEY, ""))

    def with_period(self, period: int) -> "StackFile":
        """The same text, comments and all, asking for another period."""
        line = f'{PERIOD_KEY}: "{period}"'
        if _PERIOD_LINE.search(self.text):
            text = _PERIOD_LINE.sub(rf'\g<before>"{period}"\g<after>', self.text, count=1)
        elif re.search(r"^config:\s*$", self.text, re.MULTILINE):
            text = re.sub(r"^config:\s*$", f"config:\n  {line}", self.text, count=1, flags=re.MULTILINE)
        else:
            text = self.text.rstrip("\n") + f"\nconfig:\n  {line}\n"
        return StackFile(self.path, text)

    def write(self) -> None:
        """Put the text in the file's place at once: a reader sees the old or the new, never half."""
        beside = self.path.with_name(self.path.name + ".part")
        beside.write_text(self.text, encoding="utf-8")
        beside.replace(self.path)
