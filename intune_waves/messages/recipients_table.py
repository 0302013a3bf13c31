"""The list of a message's recipients, as a CSV that spreadsheets open without harm."""

import csv
from collections.abc import Iterable
from io import StringIO
from operator import attrgetter

from intune_waves.messages.one_line import one_line
from intune_waves.messages.personal_copy import Recipient

COLUMNS = ("userPrincipalName", "displayName")
# OWASP, "CSV Injection": a cell that begins like this is a formula; an apostrophe makes it a text.
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def recipients_table(recipients: Iterable[Recipient]) -> str:
    """The table in the order of the names, a line for each person, each line ending with a line feed."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((_cell(each.upn), _cell(each.name)) for each in sorted(recipients, key=attrgetter("upn")))
    return text.getvalue()


def _cell(words: str) -> str:
    cell = one_line(words)
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
