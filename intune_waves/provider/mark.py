"""The mark that tells our objects from those that people made: a line at the end of the description.

It names the resource, so that an object left by a killed run can be found again. A restriction's mark
also has its declared rank, so that the tenant itself says in which order ours shall be.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

_MARK = re.compile(r"\n?\[intune-waves ([0-9a-f]{10})(?: rank ([0-9]{1,6}))?\]\s*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """`owner` stands for one resource of one stack; only a restriction has a rank."""

    owner: str
    rank: int | None = None

    def on(self, description: str) -> str:
        """The description with this mark."""
        rank = "" if self.rank is None else f" rank {self.rank}"
        return f"{description}\n[intune-waves {self.owner}{rank}]"


def owner_of(urn: str) -> str:
    """The owner for a resource's unique name."""
    return sha256(urn.encode()).hexdigest()[:10]


def split(description: str) -> tuple[str, Mark | None]:
    """The description as people wrote it, and the mark if there is one."""
    found = _MARK.search(description)
    if not found:
        return description, None
    return description[: found.start()], Mark(found[1], int(found[2]) if found[2] else None)
