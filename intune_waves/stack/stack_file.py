"""A stack's configuration file, `Pulumi.<stack>.yaml`: the lines of it that a campaign moves."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import yaml

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.temporary_file import temporary_prefix
from intune_waves.stack.whole_file import write_whole

PERIOD_KEY = "intune-waves:period"
STOP_KEY = "intune-waves:stop"
TENANT_KEY = "intune-waves:tenant"
_SETTING_LINE = re.compile(
    r"^[ \t]+['\"]?(?P<key>[\w-]+:[\w-]+)['\"]?:[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class StackFile:
    """The text of a stack's configuration, with the few facts that commands need of it."""

    path: Path
    text: str

    @classmethod
    def read(cls, project: Path, stack: str) -> "StackFile":
        """Read the stack's file. Raises RefusedError where it is missing or is no YAML mapping."""
        found = cls.read_unjudged(project, stack)
        found.config()
        return found

    @classmethod
    def read_unjudged(cls, project: Path, stack: str) -> "StackFile":
        """Read the stack's file, also where it is no YAML. Raises RefusedError where it cannot be read."""
        path = project / f"Pulumi.{stack}.yaml"
        try:
            return cls(path, path.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            raise RefusedError(
                f"{path.name}: there is no such file, so there is no stack {stack!r}",
                "copy Pulumi.dev.yaml, or name another stack with --stack",
            ) from None
        except (OSError, UnicodeDecodeError) as cannot:
            raise RefusedError(f"{path.name}: cannot be read: {cannot}") from None

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

    def settings(self) -> dict[str, object]:
        """The configuration; line by line where the file is no YAML, so that it still names the tenant."""
        try:
            return self.config()
        except RefusedError:
            found = _SETTING_LINE.finditer(self.text)
            return {each["key"]: each["value"].partition(" #")[0].strip(" \t'\"") for each in found}

    @property
    def simulated(self) -> bool:
        """Whether this stack lives on the simulated tenant rather than on a real one."""
        return self.settings().get(TENANT_KEY) == "simulated"

    @property
    def period(self) -> str:
        """The period that the file asks for, as written; empty where it says none."""
        return str(self.settings().get(PERIOD_KEY, ""))

    @property
    def stop(self) -> str | None:
        """Why the campaign is stopped, as written; None where the file says nothing of it."""
        written = self.config().get(STOP_KEY)
        return None if written is None else str(written)

    @contextmanager
    def asking_for(self, period: int | None, *, resumed: bool = False) -> Iterator[list[str]]:
        """The flags by which a run of Pulumi sees this file asking for `period`, and without its stop where
        the campaign is `resumed`; none where it would see the file as it is.
        """
        asked = self if period is None else self.with_period(period)
        asked = asked.with_stop(None) if resumed else asked
        if asked is self:
            yield []
            return
        with NamedTemporaryFile(
            "w", suffix=".yaml", prefix=temporary_prefix(), delete=False, newline=""
        ) as copy:
            copy.write(asked.text)
        try:
            yield ["--config-file", copy.name]
        finally:
            Path(copy.name).unlink(missing_ok=True)

    def with_period(self, period: int) -> "StackFile":
        """The same text, comments and all, asking for another period."""
        return replace(self, text=_with(self.text, PERIOD_KEY, written=f'"{period}"'))

    def with_stop(self, reason: str | None) -> "StackFile":
        """The same text saying that the campaign is stopped, and why; without a word of it for None."""
        if reason is None:
            return replace(self, text=_without(self.text, STOP_KEY))
        quoted = yaml.safe_dump(reason, default_style='"', width=math.inf, allow_unicode=True).strip()
        return replace(self, text=_with(self.text, STOP_KEY, written=quoted))

    def again(self) -> "StackFile":
        """The file as it is now: somebody may have changed it during a run. Raises RefusedError."""
        return self.read_unjudged(self.path.parent, self.path.stem.partition(".")[2])

    def write(self) -> None:
        """Put the text in the file's place. Raises RefusedError where that cannot be done."""
        write_whole(self.path, self.text, next_step="make it writable, then run the same command again")


def _with(text: str, key: str, *, written: str) -> str:
    """The text with `key` set to the value as `written`; everything else stays as it is."""
    end = "\r\n" if "\r\n" in text else "\n"
    config = _config_node(text)
    found = _entry(config, key)
    if found is not None:
        start, stop = found[1].start_mark.index, found[1].end_mark.index
        # A block of several lines ends where the next line begins.
        return text[:start] + written + (end if text[start:stop].endswith("\n") else "") + text[stop:]
    if line := re.search(rf"^([ \t]+{key}:)[^\r\n]*", text, re.MULTILINE):
        return f"{text[: line.start()]}{line[1]} {written}{text[line.end() :]}"
    if config is not None and config.flow_style:
        start = config.start_mark.index + 1
        return f"{text[:start]}{key}: {written}, {text[start:]}"
    indent = " " * (config.start_mark.column if config is not None and config.value else 2)
    if head := re.search(r"^config:[^\r\n]*", text, re.MULTILINE):
        return f"{text[: head.end()]}{end}{indent}{key}: {written}{text[head.end() :]}"
    return (
        f"{text}{'' if not text or text.endswith(chr(10)) else end}config:{end}{indent}{key}: {written}{end}"
    )


def _without(text: str, key: str) -> str:
    """The text without the lines of `key`."""
    config = _config_node(text)
    found = _entry(config, key)
    if config is None or found is None:
        return text
    start, stop = found[0].start_mark.index, found[1].end_mark.index
    if config.flow_style:
        after = re.compile(r"\s*,\s*").match(text, stop)
        return text[:start] + text[after.end() if after else stop :]
    start = text.rfind("\n", 0, start) + 1
    if not text[:stop].endswith("\n"):
        stop = text.find("\n", stop) + 1 or len(text)
    return text[:start] + text[stop:]


def _config_node(text: str) -> yaml.MappingNode | None:
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    found = _entry(document, "config")
    return found[1] if found and isinstance(found[1], yaml.MappingNode) else None


def _entry(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((each for each in node.value if each[0].value == key), None)
