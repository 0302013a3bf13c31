"""What a rehearsal has to say about waves besides refusals."""

from collections.abc import Iterator, Mapping

from migration.campaign import Campaign
from migration.rehearsal.figures import WaveFigures


def remarks(campaign: Campaign, figures: Mapping[str, WaveFigures]) -> Iterator[str]:
    """Sentences about waves that are held, and about people who are not counted, left out or fewer."""
    for wave in campaign.waves:
        found = figures[wave.id]
        if found.inconclusive:
            use = (
                f"its declared size of {found.people:,} is used"
                if found.people is not None
                else "its people are not in the sums"
            )
            yield f"{wave.id}: inconclusive: {found.inconclusive}; {use}"
        elif found.basis == "unknown":
            yield f"{wave.id}: its file says no size; its people are not in the sums"
        elif found.basis == "counted" and wave.size is not None and found.people != wave.size:
            yield f"{wave.id}: {found.people:,} people counted, {wave.size:,} expected"
        for hold in wave.holds:
            if hold.until is None:
                yield f"{wave.id}: held until further notice since period {hold.since} ({hold.reason})"
        if found.left_out:
            yield f"{wave.id}: {found.left_out:,} of its people are guests or disabled, and left out"
        if found.break_glass:
            yield f"{wave.id}: {found.break_glass} of its people are break-glass accounts, and left out"
        if found.elsewhere:
            yield f"{wave.id}: {found.elsewhere:,} people have a device that another service manages"
