"""Waves that are shown as one: a grid of a hundred lines is read by nobody.

Where there are more than so many, waves of one part of the organisation that are in the same stage in every
period are one line. Fewer waves have a line each, as ever.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from intune_waves.report.rows import WaveLine

MOST_LINES = 25
"""So many waves have a line each."""


def groups(alike: Sequence[Hashable], parts: Sequence[str | None]) -> list[list[int]]:
    """The positions of the waves that are shown together, the waves of a part one after the other.

    `alike` says what must be the same of waves that are one line, `parts` the part of each.
    """
    if len(alike) <= MOST_LINES:
        return [[position] for position in range(len(alike))]
    together: dict[tuple[str | None, Hashable], list[int]] = {}
    first: dict[str, int] = {}
    for position, (key, part) in enumerate(zip(alike, parts, strict=True)):
        together.setdefault((part, key), []).append(position)
        if part is not None:
            first.setdefault(part, position)
    found = sorted(together.items(), key=lambda each: (first.get(each[0][0] or "", each[1][0]), each[1][0]))
    return [positions for _, positions in found]


def group_title(titles: Sequence[str], part: str | None) -> str:
    """What a line of these waves is called."""
    if len(titles) == 1:
        return titles[0]
    return f"{part}: {len(titles)} waves" if part else f"{titles[0]} and {len(titles) - 1} more"


def shown_lines(lines: Sequence[WaveLine]) -> tuple[WaveLine, ...]:
    """The lines of a grid as they are drawn."""
    found = groups([(each.cells, each.observed) for each in lines], [each.part_of for each in lines])
    return tuple(_together([lines[position] for position in positions]) for positions in found)


def _together(lines: Sequence[WaveLine]) -> WaveLine:
    first = lines[0]
    counts = [each.people for each in lines if each.people is not None]
    return replace(
        first,
        title=group_title([each.title for each in lines], first.part_of),
        people=sum(counts) if len(counts) == len(lines) else None,
    )
