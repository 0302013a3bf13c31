"""Programs that only pretend: what set-up starts, told by the test instead of run."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.installation.child import Finished

Answer = Callable[[list[str], Mapping[str, str], Path | None], Finished]

SILENT = Finished(0, ())


class Programs:
    """Stands in for `installation.child.run`: answers by a word of the command, and remembers the calls."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.environments: list[Mapping[str, str]] = []
        self._answers: list[tuple[tuple[str, ...], Answer | Finished]] = []

    def answer(self, *words: str, by: Answer | Finished = SILENT) -> None:
        """Answer every later command that has all these words; the newest such answer wins."""
        self._answers.insert(0, (words, by))

    def __call__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path | None = None,
        on_line: Callable[[str], None] = lambda _line: None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> Finished:
        words = [str(word) for word in command]
        self.calls.append(words)
        self.environments.append(environment)
        for wanted, answer in self._answers:
            names = [*words, Path(words[0]).name]
            if all(word in names for word in wanted):
                end = answer if isinstance(answer, Finished) else answer(words, environment, folder)
                break
        else:
            raise AssertionError(f"nobody said what this answers: {words}")
        for line in end.lines:
            on_line(line)
        on_wait()
        return end

    def times(self, *words: str) -> int:
        """How often a command with all these words was started."""
        return sum(all(word in [*call, Path(call[0]).name] for word in words) for call in self.calls)


def after(words: Sequence[str], option: str) -> Path:
    """The path that follows an option in a command."""
    return Path(words[list(words).index(option) + 1])
