"""`./migrate setup`, as the verbs' app knows it; `migrate` runs it itself, before any package is there."""

from typing import Annotated, Literal

import typer

from tools.installation.setup import set_up

Source = Literal["auto", "path", "download", "build"]


def setup(
    engine: Annotated[
        Source,
        typer.Option(
            help="Where the engine comes from: a new enough pulumi on PATH, Pulumi's own distribution, "
            "a build from Go modules, or the first of these that is to be had."
        ),
    ] = "auto",
    dev: Annotated[bool, typer.Option("--dev", help="Install what the tests and linters need, too.")] = False,
) -> None:
    """Make .venv and the Pulumi engine ready. A second run does nothing."""
    raise typer.Exit(set_up(engine=engine, development=dev))
