"""What a passed gate keeps in the state: counts, verdict, time and a digest, never a name."""

from intune_waves.gates.gate import Judgement
from intune_waves.gates.reading import Reading
from intune_waves.observing.tenant_reading import CoverageAt
from intune_waves.provider.protocol.property import Property, Values
from intune_waves.step.meaning import SignIns

EVIDENCE = (
    Property("verdict", "string", "What the gate said: passed."),
    Property("findings", "string", "Each figure against its threshold."),
    Property("overrides", "string", "Who passed which threshold, why and until when."),
    Property("readAt", "string", "When the reading began, in UTC (ISO 8601)."),
    Property("people", "integer", "Enabled people in the wave's group."),
    Property("covered", "integer", "Those of them with an enrolled, compliant device."),
    Property("neverEnrolled", "integer", "Those of them without a device."),
    Property("notCompliant", "integer", "Those of them whose devices are not compliant."),
    Property("otherService", "integer", "Those of them whose devices another service manages."),
    Property("disabled", "integer", "Disabled accounts in the group, which are not counted."),
    Property("newlyBlocked", "integer", "People who lose access by the step."),
    Property("newlyAsked", "integer", "People whom the step newly asks to act."),
    Property("enrollmentsTried", "integer", "People who have enrolled a device, or failed to."),
    Property("enrollmentsFailed", "integer", "Those of them who failed and have none enrolled yet."),
    Property("failedAttempts", "integer", "Failed attempts of the people, also where a later one succeeded."),
    Property("signedIn", "integer", "People of the wave who signed in under the report-only policy."),
    Property("signedInBlocked", "integer", "Those of them whose last sign-in it would have blocked."),
    Property("signInDays", "integer", "The days back from the newest sign-in that were read."),
    Property("digest", "string", "Digest of the people who were counted."),
)


def evidence_of(judgement: Judgement, reading: Reading, found: CoverageAt | None) -> Values:
    """The evidence for a judgement that passed."""
    evidence: Values = {"verdict": judgement.verdict.value, "findings": str(judgement)}
    passed_by = [each.override for each in judgement.findings if each.override]
    if passed_by:
        evidence["overrides"] = "; ".join(
            f"{each.gate} by {each.by} until period {each.until}: {each.reason}" for each in passed_by
        )
    if found:
        from intune_waves.observing.coverage_reading import Reason

        coverage = found.coverage
        evidence |= {
            "readAt": found.began.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "people": coverage.people,
            "covered": coverage.covered,
            "neverEnrolled": len(coverage.missing[Reason.NEVER_ENROLLED]),
            "notCompliant": len(coverage.missing[Reason.NOT_COMPLIANT]),
            "otherService": len(coverage.missing[Reason.OTHER_SERVICE]),
            "disabled": coverage.disabled,
            "newlyBlocked": reading.newly_blocked,
            "newlyAsked": reading.newly_asked,
            "digest": coverage.digest,
        }
    return evidence


def sign_in_evidence(found: SignIns | None) -> Values:
    """What report-only sign-ins add to the evidence; no threshold is judged by them."""
    if found is None:
        return {}
    return {"signedIn": found.people, "signedInBlocked": found.blocked, "signInDays": found.days}
