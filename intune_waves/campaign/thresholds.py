"""What must hold before a wave enters a stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits that a gate judges when a wave enters one stage; None means that figure is not judged."""

    coverage: float | None = None
    """At least this percentage of the wave's people has an enrolled, compliant device."""
    soak: int | None = None
    """At least this many periods spent in the stage before."""
    failed_enrollments: float | None = None
    """At most this percentage of the enrollments that were tried has failed."""
    newly_blocked: int | None = None
    """At most this many people lose access by the step."""
    newly_asked: int | None = None
    """At most this many people are newly asked to act in the period: what the helpdesk can carry."""
    age_hours: float | None = None
    """The reading is at most this many hours old; a day when it is None (gate.FRESH_HOURS)."""

    def __bool__(self) -> bool:
        """Whether anything is judged at all."""
        return any(getattr(self, name) is not None for name in self.__slots__)
