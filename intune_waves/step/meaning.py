"""What a wave's step means to its people, in a few plain sentences."""

from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.step.headcount import people, percent, plain


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """The people of a wave: covered, or missing for one of three reasons."""

    people: int
    covered: int
    never_enrolled: int = 0
    not_compliant: int = 0
    other_service: int = 0
    """Their devices are still managed by another service."""

    @property
    def missing(self) -> int:
        """Those who are not covered."""
        return self.people - self.covered

    @property
    def reasons(self) -> str:
        """`2 never enrolled, 2 not compliant`."""
        counted = (
            (self.never_enrolled, "never enrolled"),
            (self.not_compliant, "not compliant"),
            (self.other_service, "managed by another service"),
        )
        return ", ".join(f"{count:,} {reason}" for count, reason in counted if count)


@dataclass(frozen=True, slots=True)
class SignIns:
    """What the wave's report-only policy said of the people who signed in during the last `days`.

    `blocked` are those whose last sign-in it would have blocked. `complete` is False when older sign-ins
    were there and were not read.
    """

    days: int
    people: int
    blocked: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one wave; a text is why nobody could be."""

    people: PeopleCount | str | None
    sign_ins: SignIns | None = None


def meaning(
    title: str,
    before: Stage,
    after: Stage,
    counted: PeopleCount | str | None = None,
    *,
    needs: float | None = None,
    sign_ins: SignIns | None = None,
    grace_ends: date | None = None,
) -> str:
    """What the step from `before` to `after` means to the people of the wave; nothing for one that stays.

    `counted` is why nobody could be counted where it is a text, and None where nobody was to be counted: then
    the sentence has no counts. `needs` is the coverage in percent that the stage asks for, `grace_ends` the
    day that a wave in deadline is told.
    """
    if before is after:
        return ""
    said = [f"{title}: {before.value} -> {after.value}."]
    said += (
        _forward(before, after, counted, needs, grace_ends)
        if after > before
        else _back(before, after, counted)
    )
    if isinstance(counted, str):
        said.append(f"Nobody could be counted: {counted.rstrip('.')}.")
    if sign_ins and after is Stage.ENFORCE:
        said.append(_signed_in(sign_ins))
    return " ".join(said)


def _forward(
    before: Stage,
    after: Stage,
    counted: PeopleCount | str | None,
    needs: float | None,
    grace_ends: date | None,
) -> list[str]:
    said = [_HEAR[after]] if after in _HEAR else []
    if after is Stage.DEADLINE and grace_ends:
        said.append(f"Their devices' grace ends on {grace_ends}.")
    if not isinstance(counted, PeopleCount):
        return said or ["Access asks for a compliant device from now on; whoever has none loses it."]
    if not counted.people:
        return [*said, "Nobody is in the wave."]
    if after is Stage.ANNOUNCE:
        return [*said, f"{people(counted.people)} {_verb(counted.people, 'hears', 'hear')} it."]
    asked = _newly_asked(counted) if before < Stage.INSTRUCT else None
    if after is Stage.INSTRUCT:
        return [*said, f"{asked}."]
    said.append(_coverage(counted, needs))
    if asked:
        said.append(f"{asked}.")
    elif after is Stage.DEADLINE:
        said.append("Nobody is newly asked to act.")
    if after is Stage.ENFORCE:
        said.append(_missing(counted, "would lose access"))
    elif counted.missing:
        said.append(_missing(counted, _verb(counted.missing, "still has to act", "still have to act")))
    return said


def _back(before: Stage, after: Stage, counted: PeopleCount | str | None) -> list[str]:
    said = ["Nobody's access changes."]
    if before is Stage.ENFORCE:
        said = ["Whoever lost access gets it back."]
        if isinstance(counted, PeopleCount):
            said = [_missing(counted, _verb(counted.missing, "gets access back", "get access back"))]
    return [*said, _BACK[after]]


def _coverage(counted: PeopleCount, needs: float | None) -> str:
    asked = "" if needs is None else f", needs {plain(needs)} %"
    share = percent(counted.covered, counted.people)
    return f"{counted.covered:,} of {counted.people:,} covered ({share}{asked})."


def _newly_asked(counted: PeopleCount) -> str:
    if not counted.missing:
        return (
            f"Nobody is newly asked to act, because {people(counted.people)} {_are(counted.people)} covered"
        )
    asked = f"{people(counted.missing)} {_are(counted.missing)} newly asked to act"
    return f"{asked}, and {counted.covered:,} {_are(counted.covered)} covered" if counted.covered else asked


def _missing(counted: PeopleCount, clause: str) -> str:
    if not counted.missing:
        return f"Nobody {'gets access back' if clause.startswith('get') else clause}."
    return f"{people(counted.missing)} {clause}: {counted.reasons}."


def _signed_in(found: SignIns) -> str:
    if not found.people:
        return "None of them has signed in under the report-only policy."
    older = "" if found.complete else " (older sign-ins were not read)"
    days = "day" if found.days == 1 else f"{found.days} days"
    blocked = f"{found.blocked:,}" if found.blocked else "none"
    signed_in = f"{found.people:,} of them signed in during the last {days}{older}"
    return f"{signed_in}; {blocked} would have been blocked."


def _are(count: int) -> str:
    return _verb(count, "is", "are")


def _verb(count: int, one: str, several: str) -> str:
    return one if count == 1 else several


_HEAR = {
    Stage.ANNOUNCE: "People hear the plan, and why; nobody is asked to act yet.",
    Stage.INSTRUCT: "People hear how to leave the old service and enroll, and may enroll from now on.",
    Stage.DEADLINE: "People hear the date, and what happens then.",
}
_BACK = {
    Stage.PLANNED: "The wave is taken out of the tenant.",
    Stage.ANNOUNCE: "Nobody else may enroll for now.",
    Stage.INSTRUCT: "There is no date any more.",
    Stage.DEADLINE: "Access is only reported on again.",
}
