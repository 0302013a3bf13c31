"""The options by which verbs are told what a rehearsal shall assume."""

from pathlib import Path
from typing import Annotated

import typer

AssumeFile = Annotated[
    Path | None, typer.Option("--assume", metavar="YAML", help="What to assume of people.")
]
Assuming = Annotated[
    list[str] | None,
    typer.Option("--assuming", metavar="KEY=VALUE", help="One assumption, above the file's; repeatable."),
]
