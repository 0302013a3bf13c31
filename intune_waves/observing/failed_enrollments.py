"""The share of failed enrollments of a wave, counted in people."""

from dataclasses import dataclass

from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.troubleshooting_event import RIGHT
from intune_waves.observing.tenant_reading import CoverageAt, TenantReading
from intune_waves.step.loss import LossReason


@dataclass(frozen=True, slots=True)
class TriedEnrollments:
    """How many of a wave's people have tried to enroll a device, and how many of those without success.

    People are counted, not attempts. Tried have those with a device enrolled on one of the wave's platforms
    and those of whom an attempt has failed since the wave's group was made. Failed have those of whom an
    attempt has failed, of whatever device, and who still have no such device: whoever failed first and
    succeeded later has not failed. Both are None where they could not be counted; `reason` says why then.
    """

    tried: int | None = None
    failed: int | None = None
    attempts: int = 0
    """Failed attempts of the wave's people, those of people who succeeded later too."""
    reason: str = ""


async def read_tried(shared: TenantReading, group_id: str, *, found: CoverageAt) -> TriedEnrollments:
    """Read the failed attempts of the people whose coverage was found; an error is a reason, never raised."""
    try:
        failures = await shared.failures(group_id, found.people)
    except GraphError as error:
        return TriedEnrollments(reason=f"the failed enrollments were not read to the end: {error}")
    if failures is None:
        said = f"the tenant does not tell whose enrollment failed: it has no such list, or {RIGHT} is missing"
        return TriedEnrollments(reason=said)
    if not failures.complete:
        return TriedEnrollments(reason="more enrollments have failed in the tenant than are read")
    missing = found.coverage.missing
    without = {*missing[LossReason.NEVER_ENROLLED], *missing[LossReason.OTHER_SERVICE]}
    failed = len(without.intersection(failures.attempts))
    tried = found.coverage.people - len(without) + failed
    reason = "" if tried else "nobody of the wave has tried to enroll a device"
    return TriedEnrollments(tried, failed, sum(failures.attempts.values()), reason)
