"""What to do with a text that was changed after a part of a wave had got it."""

from enum import Enum


class ChangedText(Enum):
    """Who gets the new text."""

    NEWCOMERS = "newcomers"
    """Whoever has had no text of this stage yet."""
    EVERYBODY = "everybody"
    """Also whoever had the earlier one: they get a second message."""
