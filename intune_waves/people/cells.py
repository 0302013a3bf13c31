"""An organisation cut into departments and countries, for the planner."""

from collections.abc import Collection

from intune_waves.people.organisation import Organisation
from intune_waves.planning.cell import Cell


def cells_of(organisation: Organisation, leave_out: Collection[str]) -> list[Cell]:
    """The cells of an organisation in the order of their names; `leave_out` are in none of them.

    Names are compared without regard to case, as membership rules do; the first way to write one is kept.
    """
    users = organisation.users
    left_out = {upn.lower() for upn in leave_out}
    department, country = users.at.get("department"), users.at.get("country")
    written: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    names: dict[tuple[str, str], list[str]] = {}
    for person in users.people:
        if person.upn in left_out:
            continue
        where = (
            None if department is None else person.row[department],
            None if country is None else person.row[country],
        )
        key = ((where[0] or "").casefold(), (where[1] or "").casefold())
        written.setdefault(key, where)
        names.setdefault(key, []).append(person.upn)
    return [Cell(*written[key], tuple(sorted(names[key]))) for key in sorted(names)]
