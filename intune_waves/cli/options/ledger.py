"""The option that names another ledger of sent messages."""

from pathlib import Path
from typing import Annotated

import typer

LedgerFile = Annotated[
    Path | None,
    typer.Option(
        "--ledger", metavar="FILE", help="The ledger of sent messages, in place of the stack's own."
    ),
]
