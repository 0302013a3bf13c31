"""The console that verbs print tables on."""

from rich.console import Console

UNSHOWN_WIDTH = 140
"""Columns where there is no terminal: enough that no table breaks its lines, and no grid needs letters."""


def wide_console(*, aside: bool = False) -> Console:
    """A terminal at its own width, anything else at UNSHOWN_WIDTH; `aside` is standard error."""
    console = Console(highlight=False, stderr=aside)
    return console if console.is_terminal else Console(highlight=False, stderr=aside, width=UNSHOWN_WIDTH)
