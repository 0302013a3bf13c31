"""Numbers of people, as messages say them."""


def people(count: int) -> str:
    """`1 person`, `6,690 people`."""
    return f"{count:,} {'person' if count == 1 else 'people'}"
