"""What a passed gate keeps in the state: counts, verdict, time and a digest, never a name."""

from typing import TypedDict

from intune_waves.gates.gate import Evidence, Judgement
from intune_waves.observing.failed_enrollments import TriedEnrollments
from intune_waves.observing.tenant_reading import CoverageAt
from intune_waves.step.loss import LossReason
from intune_waves.step.meaning import SignIns, losses


class KeptEvidence(TypedDict, total=False):
    """What a gate rested on when it passed."""

    verdict: str
    """What the gate said: passed."""
    findings: str
    """Each figure against its threshold."""
    overrides: str
    """Who passed which threshold, why and until when."""
    readAt: str
    """When the reading began, in UTC (ISO 8601)."""
    people: int
    """Enabled people in the wave's group."""
    covered: int
    """Those of them who would lose nothing."""
    reached: int
    """Those of them with a compliant device on one of the wave's platforms."""
    neverEnrolled: int
    """Those of them who would lose all access, without an enrolled device."""
    notCompliant: int
    """Those of them who would lose all access, because their devices are not compliant."""
    otherService: int
    """Those of them who would lose all access, whose devices another service manages."""
    notSeen: int
    """Those of them whose enrolled devices are not active any more."""
    losingADevice: int
    """Those of them who would lose a device and keep another."""
    losses: str
    """What the people would lose, in words."""
    disabled: int
    """Disabled accounts in the group, which are not counted."""
    newlyBlocked: int
    """People who lose all access by the step."""
    newlyAsked: int
    """People whom the step newly asks to act."""
    enrollmentsTried: int
    """People who have enrolled a device, or failed to."""
    enrollmentsFailed: int
    """Those of them who failed and have none enrolled yet."""
    failedAttempts: int
    """Failed attempts of the people, also where a later one succeeded."""
    signedIn: int
    """People of the wave who signed in under the report-only policy."""
    signedInBlocked: int
    """Those of them whose last sign-in it would have blocked."""
    signInDays: int
    """The days back from the newest sign-in that were read."""
    digest: str
    """Digest of the people who were counted."""


def kept_evidence(
    judgement: Judgement, evidence: Evidence, *, found: CoverageAt | None, enrollments: TriedEnrollments
) -> KeptEvidence:
    """The evidence for a judgement that passed."""
    kept: KeptEvidence = {"verdict": judgement.verdict.value, "findings": str(judgement)}
    passed_by = [each.override for each in judgement.findings if each.override]
    if passed_by:
        kept["overrides"] = "; ".join(
            f"{each.gate} by {each.by} until period {each.until}: {each.reason}" for each in passed_by
        )
    if found:
        coverage = found.coverage
        kept |= {
            "readAt": found.began.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "people": coverage.people,
            "reached": coverage.reached,
            "neverEnrolled": len(coverage.missing[LossReason.NEVER_ENROLLED]),
            "notCompliant": len(coverage.missing[LossReason.NOT_COMPLIANT]),
            "otherService": len(coverage.missing[LossReason.OTHER_SERVICE]),
            "notSeen": len(coverage.missing[LossReason.NOT_SEEN]),
            "losses": losses(found.count),
            "disabled": coverage.disabled,
            "newlyBlocked": evidence.newly_blocked or 0,
            "newlyAsked": evidence.newly_asked or 0,
            "digest": coverage.digest,
        }
        if coverage.covered is not None:
            kept |= {"covered": coverage.covered, "losingADevice": len(coverage.losing)}
    if enrollments.tried is not None and enrollments.failed is not None:
        kept |= {
            "enrollmentsTried": enrollments.tried,
            "enrollmentsFailed": enrollments.failed,
            "failedAttempts": enrollments.attempts,
        }
    return kept


def sign_in_evidence(found: SignIns | None) -> KeptEvidence:
    """What report-only sign-ins add to the evidence; no threshold is judged by them."""
    if found is None:
        return {}
    return {"signedIn": found.people, "signedInBlocked": found.blocked, "signInDays": found.days}
