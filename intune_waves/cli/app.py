"""The verbs of ./migrate, each loaded when it is asked for: nobody waits for another verb's imports."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from tools.installation.verbs import VERBS, overview

# What the module of a verb calls it, where that is not the verb itself: pytest takes every `test` for one.
_CALLED = {"test": "run_tests"}
# Whatever else is written behind these verbs goes to Pulumi as it is.
_PASSED_ON = frozenset({"comment", "preview", "up", "resume", "refresh", "destroy"})


class LazyVerbs(Mapping[str, Any]):
    """The commands by verb: of the module of that name, imported when the command is first asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, verb: str) -> Any:
        if verb not in VERBS:
            raise KeyError(verb)
        if verb not in self._loaded:
            self._loaded[verb] = _command(verb)
        return self._loaded[verb]

    def __iter__(self) -> Iterator[str]:
        return iter(VERBS)

    def __len__(self) -> int:
        return len(VERBS)


class Migrate(TyperGroup):
    """The group of all verbs; its help is the overview that stands before any set-up."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        found: Any = LazyVerbs()
        self.commands = found

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs, without loading one."""
        return list(VERBS)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the overview, which loads no verb either."""
        formatter.write(overview())


def _command(verb: str) -> Any:
    found = import_module(f"intune_waves.cli.{verb}").__dict__[_CALLED.get(verb, verb)]
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False)
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    alone.command(verb, context_settings=passed_on if verb in _PASSED_ON else None)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=Migrate,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def migrate() -> None:
    """Migrate an organisation to Microsoft Intune in waves, one period at a time."""
