"""Ids and titles for proposed waves."""

import re
import unicodedata
from collections.abc import Sequence

from intune_waves.planning.draft import Draft

LONGEST_TITLE = 80
_PILOTS = ("Limited pilot", "Expanded pilot")


def wave_names(drafts: Sequence[Draft]) -> list[tuple[str, str]]:
    """An id and a title for each wave: pilots for IT and the very first, then phases with their countries."""
    titles: list[str] = []
    phase = 0
    for n, draft in enumerate(drafts):
        if draft.is_rest:
            titles.append("Everybody else")
        elif n < len(_PILOTS) and (draft.is_it or not n):
            titles.append(_PILOTS[n])
        else:
            phase += 1
            titles.append(_phase(phase, draft))
    return [(wave_id(title), title) for title in titles]


def wave_id(title: str) -> str:
    """The title in kebab-case, in the letters that ids have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def _phase(number: int, draft: Draft) -> str:
    places = ["IT"] if draft.is_it else [each for each in draft.countries if each.isprintable() and each]
    if not places:
        return f"Phase {number}"
    shown = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
    title = f"Phase {number}: {shown}"
    return title if len(title) <= LONGEST_TITLE else f"Phase {number}: {len(places)} countries"
