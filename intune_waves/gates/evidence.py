"""Evidence: the figures that a gate judges by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was counted for one wave at one time; None is a figure that nobody could count.

    `complete` is False when pages were missing or counts disagreed: then no count of people is to be trusted.
    """

    age_hours: float
    complete: bool = True
    people: int | None = None
    """People in the wave's group."""
    covered: int | None = None
    """Those of them with an enrolled, compliant device."""
    never_enrolled: int | None = None
    """Those of them without any enrolled device."""
    enrollments_tried: int | None = None
    """Those of them with an enrolled device, or of whom an attempt to enroll one has failed."""
    enrollments_failed: int | None = None
    """Those of them of whom an attempt has failed and who still have no enrolled device."""
    newly_blocked: int | None = None
    """People who have access now and would lose it by the step."""
    newly_asked: int | None = None
    """People who are asked to act by the step and were not before."""
    periods_in_stage: int | None = None
    """Whole periods that the wave has spent in the stage which it would leave."""
