"""A step brought before the gate: what is read for it, what is said of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from intune_waves.campaign.naming import policy_name_of
from intune_waves.campaign.stage import Stage
from intune_waves.gates.gate import FRESH_HOURS, Evidence, Judgement, Verdict, judge_gate
from intune_waves.graph.client.errors import GraphError
from intune_waves.observing.connection import Connection
from intune_waves.observing.failed_enrollments import TriedEnrollments, read_tried
from intune_waves.observing.people_list import list_path, write_people
from intune_waves.observing.tenant_reading import CoverageAt, now_in_utc, shared_reading
from intune_waves.people.sources import unknown_people
from intune_waves.provider.gate_evidence import KeptEvidence, kept_evidence, sign_in_evidence
from intune_waves.provider.gate_inputs import (
    GateMove,
    grace_end_of,
    holds_unknown,
    needs_reading,
    overrides_of,
    thresholds_of,
)
from intune_waves.provider.protocol.property import Values
from intune_waves.step.headcount import people
from intune_waves.step.loss import LossReason
from intune_waves.step.meaning import losses, meaning

_IF_TOO_FEW = (
    "whom somebody took out by hand, ./migrate refresh and an up of the period in force put back; "
    "for a number that is wrong, correct the size"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The gate's answer: evidence when it passed, else the refusal."""

    evidence: KeptEvidence
    refusal: str
    meaning: str = ""
    """What the step means to the wave's people; empty when it is refused."""


class GateJudging:
    """Judges the steps of one run; all of them share one reading of the tenant's devices."""

    def __init__(self, connection: Connection, now: Callable[[], datetime] = now_in_utc) -> None:
        self._connection = connection
        self._now = now

    async def judge(self, move: GateMove, inputs: Values) -> Judged:
        """Judge the step by the thresholds of the stage that it enters.

        What the tenant does not answer, or answers in part, is inconclusive, and passes nothing.
        """
        return (await self._judge(move, inputs))[0]

    async def judge_and_tell(self, move: GateMove, inputs: Values) -> Judged:
        """Judge the step as `judge` does; when it passed, say what it means to people.

        Sign-ins under the report-only policy are told where the tenant has them, and pass nothing.
        """
        judged, found, doubts = await self._judge(move, inputs)
        if judged.refusal:
            return judged
        counted = "; ".join(doubts) or (found.count if found else None)
        sign_ins = None
        title = inputs.get("title")
        if title and found and not doubts and move.stage is Stage.ENFORCE:
            shared = shared_reading(self._connection, self._now)
            sign_ins = await shared.sign_ins(policy_name_of(title), found.people)
        said = meaning(
            title or move.wave,
            move.before or Stage.PLANNED,
            after=move.stage,
            counted=counted,
            needs=thresholds_of(inputs).coverage,
            sign_ins=sign_ins,
            grace_ends=grace_end_of(inputs),
        )
        return Judged(judged.evidence | sign_in_evidence(sign_ins), "", said)

    async def _judge(self, move: GateMove, inputs: Values) -> tuple[Judged, CoverageAt | None, list[str]]:
        thresholds = thresholds_of(inputs)
        found: CoverageAt | None = None
        doubts: list[str] = []
        if needs_reading(thresholds):
            found, doubts = await self._read(inputs, thresholds.age_hours or FRESH_HOURS)
        enrollments = TriedEnrollments()
        if thresholds.failed_enrollments is not None and found and not doubts:
            shared = shared_reading(self._connection, self._now)
            enrollments = await read_tried(shared, inputs["groupId"], found=found)
        evidence = self._evidence(move, found, enrollments=enrollments, complete=not doubts)
        judgement = judge_gate(
            move.stage, thresholds, evidence=evidence, period=move.period, overrides=overrides_of(inputs)
        )
        path = list_path(self._connection.environment, move.wave, stage=move.stage.value)
        if judgement.verdict is Verdict.PASSED:
            # Whoever was missing in an earlier reading may not be any more.
            with suppress(OSError):
                path.unlink()
            return (
                Judged(kept_evidence(judgement, evidence, found=found, enrollments=enrollments), ""),
                found,
                doubts,
            )
        if found and (lost := await self._lost(found, inputs)):
            return Judged({}, f"{move}: {judgement.verdict.value}: {lost}"), found, doubts
        missing = ""
        if found and not doubts and (listed := [*found.coverage.listed()]):
            written = await write_people(path, listed, client=await self._connection.client())
            missing = f"{people(found.coverage.people)}: {losses(found.count)}; {written}"
        reasons = [*doubts, *filter(None, [enrollments.reason]), *_unread(found)]
        return (
            Judged(
                {},
                _refusal(
                    move,
                    judgement,
                    file=self._connection.file_of(move.wave),
                    reasons=reasons,
                    missing=missing,
                ),
            ),
            found,
            doubts,
        )

    async def _lost(self, found: CoverageAt, inputs: Values) -> str:
        """Why people are missing in the group of a list: the lines of those whom the tenant does not know.
        Empty where none is missing or all are known.
        """
        short = found.too_few(inputs.get("expectedSize"))
        if not short or "peopleFile" not in inputs:
            return ""
        try:
            wrong = await unknown_people(await self._connection.client(), inputs["peopleFile"])
        except GraphError:
            return ""
        return f"{short}: the list is not what the tenant has\n{wrong}" if wrong else ""

    async def _read(self, inputs: Values, max_age_hours: float) -> tuple[CoverageAt | None, list[str]]:
        if holds_unknown([inputs["groupId"], inputs["platforms"]]):
            return None, ["the wave's group is made or replaced by this very step, so nobody is in it yet"]
        try:
            found = await shared_reading(self._connection, self._now).coverage(
                inputs["groupId"],
                inputs["platforms"],
                max_age_hours=max_age_hours,
                excluded=self._connection.excluded_ids,
            )
        except GraphError as error:
            return None, [f"the tenant was not read to the end: {error}"]
        doubts = found.doubts(inputs.get("expectedSize"))
        if doubts and found.too_few(inputs.get("expectedSize")):
            doubts[-1] += f" ({_IF_TOO_FEW})"
        return found, doubts

    def _evidence(
        self, move: GateMove, found: CoverageAt | None, *, enrollments: TriedEnrollments, complete: bool
    ) -> Evidence:
        if found is None:
            return Evidence(age_hours=0, complete=complete, periods_in_stage=move.periods_in_stage)
        coverage = found.coverage
        enforces = move.stage is Stage.ENFORCE
        losing = None if coverage.unread else len(coverage.losing)
        return Evidence(
            age_hours=(self._now() - found.began).total_seconds() / 3600,
            complete=complete,
            people=coverage.people,
            covered=coverage.covered,
            reached=coverage.reached,
            never_enrolled=len(coverage.missing[LossReason.NEVER_ENROLLED]),
            enrollments_tried=enrollments.tried,
            enrollments_failed=enrollments.failed,
            newly_blocked=coverage.blocked if enforces else 0,
            losing_a_device=losing if enforces else 0,
            newly_asked=found.count.missing if _asks(move) else 0,
            periods_in_stage=move.periods_in_stage,
        )


def _asks(move: GateMove) -> bool:
    """Whether people are first asked to act: they are in instruct, and when a step leaps over it."""
    return move.stage >= Stage.INSTRUCT and (move.before or Stage.ANNOUNCE) < Stage.INSTRUCT


def _unread(found: CoverageAt | None) -> list[str]:
    """What could not be read, and what rests on it."""
    return [f"{source}: what rests on it is not known" for source in found.coverage.unread] if found else []


def _refusal(move: GateMove, judgement: Judgement, *, file: str, reasons: list[str], missing: str) -> str:
    said = [f"{move}: {judgement.verdict.value}: {judgement} in {file}"]
    said += [f"why: {reason}" for reason in reasons]
    said += [missing] if missing else []
    return f"{'. '.join(said)} [stage-gate]"
