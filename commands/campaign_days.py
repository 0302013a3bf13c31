"""How long a period of the declared campaign lasts."""

from commands.home import PROJECT
from commands.refusal import RefusedError


def days_of_a_period() -> int:
    """The period's length in days. Raises RefusedError where the declarations do not hold."""
    from declarations import DeclarationError, load

    try:
        return load(PROJECT / "waves").calendar.days
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
