"""Where a value was written, so that a rule that runs late can still point at the line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file. Lines and columns count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, the form that editors and terminals make clickable."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of all values of one file, by dotted path (`stages.enforce.coverage`, `people.list.3`)."""

    file: str
    values: Mapping[str, Place] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)

    def of(self, path: str) -> Place:
        """The place of the value at `path`, or of the nearest value above it that was written."""
        return next((self.values[part] for part in _upwards(path) if part in self.values), Place(self.file))

    def of_key(self, path: str) -> Place:
        """The place of the key at `path`, or of the nearest value above it."""
        return self.keys.get(path) or self.of(path)


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield ""
