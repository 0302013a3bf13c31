"""Where a stack's ledger of sent messages is."""

from pathlib import Path
from typing import Annotated

import typer

from intune_waves.stack.home import Home

LedgerFile = Annotated[
    Path | None,
    typer.Option(
        "--ledger", metavar="FILE", help="The ledger of sent messages, in place of the stack's own."
    ),
]


def ledger_file(home: Home, stack: str, named: Path | None) -> Path:
    """The file that was named, else the stack's own in the home."""
    return named or home.folder / f"ledger-{stack}.sqlite"
