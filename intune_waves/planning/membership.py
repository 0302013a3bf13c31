"""Who is in a proposed wave: a rule for whole cells, a list of names where cells were split."""

from collections.abc import Sequence

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ListedPeople, People
from intune_waves.planning.cell import Cell
from intune_waves.planning.draft import Draft

LONGEST_RULE = 3072
"""Characters; Microsoft Learn, "Manage rules for dynamic membership groups in Microsoft Entra ID"."""


def people_of(draft: Draft, leave_out: Sequence[str]) -> tuple[People, tuple[str, ...]]:
    """The people of a wave, and their names where they are listed.

    The file of a list is named later: it depends on the wave's id.
    """
    if draft.is_rest:
        return EverybodyElse(), ()
    rule = None if any(piece.is_part for piece in draft.pieces) else _rule(draft, leave_out)
    if rule is not None:
        return DynamicRule(rule), ()
    names = tuple(sorted(name for piece in draft.pieces for name in piece.cell.names))
    return ListedPeople(len(names)), names


def _rule(draft: Draft, leave_out: Sequence[str]) -> str | None:
    cells = [piece.cell for piece in draft.pieces]
    if not all(_can_be_said(cell) for cell in cells):
        return None
    by_country: dict[str | None, list[str]] = {}
    for cell in cells:
        by_country.setdefault(cell.country, []).append(cell.department or "")
    parts = [_part(country, departments) for country, departments in by_country.items()]
    chosen = parts[0] if len(parts) == 1 else "(" + " -or ".join(f"({part})" for part in parts) + ")"
    conditions = ["(user.accountEnabled -eq true)", '(user.userType -eq "Member")', chosen]
    if leave_out:
        conditions.append(f"(user.userPrincipalName -notIn {_list(leave_out)})")
    rule = " -and ".join(conditions)
    return rule if len(rule) <= LONGEST_RULE else None


def _part(country: str | None, departments: Sequence[str]) -> str:
    conditions = []
    if country is not None:
        conditions.append(f'(user.country -eq "{country}")')
    if departments != [""]:
        conditions.append(f"(user.department -in {_list(sorted(departments))})")
    return " -and ".join(conditions)


def _can_be_said(cell: Cell) -> bool:
    values = [each for each in (cell.department, cell.country) if each is not None]
    # Quotes, backticks and backslashes are escaped in ways that differ; brackets would look unbalanced.
    plain = all(each.isprintable() and not set(each) & set("\"'`\\()[]") for each in values)
    return bool(values) and plain


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"
