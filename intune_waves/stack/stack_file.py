"""A stack's configuration file, `Pulumi.<stack>.yaml`: the one line of it that a campaign moves."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import yaml

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.whole_file import write_whole

PERIOD_KEY = "intune-waves:period"
STOP_KEY = "intune-waves:stop"
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

    @property
    def stop(self) -> str | None:
        """Why the campaign is stopped, as written; None where the file says nothing of it."""
        written = self.config().get(STOP_KEY)
        return None if written is None else str(written)

    @contextmanager
    def asking_for(self, period: int | None) -> Iterator[list[str]]:
        """The flags by which a run of Pulumi sees this file asking for `period`; none where it is None."""
        if period is None:
            yield []
            return
        with NamedTemporaryFile("w", suffix=".yaml", prefix="intune-waves-", delete=False) as copy:
            copy.write(self.with_period(period).text)
        try:
            yield ["--config-file", copy.name]
        finally:
            Path(copy.name).unlink(missing_ok=True)

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
        """Put the text in the file's place. Raises RefusedError where that cannot be done."""
        write_whole(self.path, self.text, "make it writable, then run the same command again")
