"""What a wave's step means to its people, in a few plain sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.step.headcount import people, percent, plain
from intune_waves.step.loss import LossReason


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """The people of a wave by what an enabled policy would take from them: nothing, a device, all access."""

    people: int
    covered: int | None
    """Those who would lose nothing; None where that is not known."""
    never_enrolled: int = 0
    """Those who would lose all access, without any enrolled device."""
    not_compliant: int = 0
    """Those who would lose all access, because their devices are not compliant."""
    other_service: int = 0
    """Those who would lose all access, whose devices are still managed by another service."""
    not_seen: int = 0
    """Those who would lose all access, whose enrolled devices are not active any more."""
    losing_a_device: int | None = 0
    """Those who would lose a device and keep another; None where that is not known."""
    lost: tuple[tuple[str, int], ...] = ()
    """The devices that those would lose, by the platform's title."""
    unread: tuple[str, ...] = ()
    """The sources that could not be read."""
    alone: tuple[tuple[str, int], ...] = ()
    """How many of the devices that would be lost each inventory alone knows, by what it is called."""

    @property
    def blocked(self) -> int:
        """Those who would lose all access."""
        return self.never_enrolled + self.not_compliant + self.other_service + self.not_seen

    @property
    def reached(self) -> int:
        """Those who have a compliant device on a platform that is asked on."""
        return self.people - self.blocked

    @property
    def missing(self) -> int | None:
        """Those who would lose something; None where that is not known."""
        return None if self.covered is None else self.people - self.covered

    @property
    def reasons(self) -> str:
        """`2 never enrolled, 1 not compliant`."""
        counted = (
            (self.never_enrolled, LossReason.NEVER_ENROLLED),
            (self.not_compliant, LossReason.NOT_COMPLIANT),
            (self.other_service, LossReason.OTHER_SERVICE),
            (self.not_seen, LossReason.NOT_SEEN),
        )
        return ", ".join(f"{count:,} {reason}" for count, reason in counted if count)

    @property
    def devices(self) -> str:
        """`5 iOS, 1 macOS`."""
        return ", ".join(f"{count:,} {platform}" for platform, count in self.lost)


def losses(counted: PeopleCount) -> str:
    """What the people would lose, in the words of preview, comment, report, rehearsal and evidence:
    `41 lose nothing; 6 lose a device (5 iOS, 1 macOS) and keep another; 3 lose all access (2 never enrolled,
    1 not compliant)`. What is not known is said to be so, with the source that could not be read.
    """
    said = []
    if counted.covered:
        said.append(f"{counted.covered:,} {_verb(counted.covered, 'loses', several='lose')} nothing")
    if some := counted.losing_a_device:
        verbs = ("loses", "keeps") if some == 1 else ("lose", "keep")
        devices = f" ({counted.devices})" if counted.devices else ""
        said.append(f"{some:,} {verbs[0]} a device{devices} and {verbs[1]} another")
    if counted.blocked:
        verb = _verb(counted.blocked, "loses", several="lose")
        said.append(f"{counted.blocked:,} {verb} all access ({counted.reasons})")
    if counted.covered is None:
        said.append(f"how many lose a device, and how many nothing, is not known without {unread(counted)}")
    if counted.people:
        said += [_told_by(title, count) for title, count in counted.alone]
    return "; ".join(said)


def _told_by(inventory: str, alone: int) -> str:
    if not alone:
        return f"{inventory} knows of no other device"
    return f"{alone:,} of these devices {_are(alone)} known to {inventory} alone"


def unread(counted: PeopleCount) -> str:
    """The sources that could not be read, in words."""
    return ", and ".join(counted.unread)


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
    *,
    after: Stage,
    counted: PeopleCount | str | None = None,
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
        _forward(before, after, counted=counted, needs=needs, grace_ends=grace_ends)
        if after > before
        else _back(before, after, counted=counted)
    )
    if isinstance(counted, str):
        said.append(f"Nobody could be counted: {counted.rstrip('.')}.")
    if sign_ins and after is Stage.ENFORCE:
        said.append(_signed_in(sign_ins))
    return " ".join(said)


def _forward(
    before: Stage,
    after: Stage,
    *,
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
        return [*said, f"{people(counted.people)} {_verb(counted.people, 'hears', several='hear')} it."]
    asked = _newly_asked(counted) if before < Stage.INSTRUCT else None
    if after is Stage.INSTRUCT:
        return [*said, f"{asked}."]
    when = "" if after is Stage.ENFORCE else ", as if enforced now"
    said.append(f"{people(counted.people)}{when}: {losses(counted)}.")
    if needs is not None and counted.covered is not None:
        share = percent(counted.covered, counted.people)
        said.append(f"Coverage is {share}, needs {plain(needs)} %.")
    if asked:
        said.append(f"{asked}.")
    elif after is Stage.DEADLINE:
        said.append("Nobody is newly asked to act.")
    return said


def _back(before: Stage, after: Stage, *, counted: PeopleCount | str | None) -> list[str]:
    said = ["Nobody's access changes."]
    if before is Stage.ENFORCE:
        said = ["Whoever lost access gets it back."]
        if isinstance(counted, PeopleCount):
            said = list(_given_back(counted))
    return [*said, _BACK[after]]


def _given_back(counted: PeopleCount) -> Iterator[str]:
    if counted.blocked:
        verb = _verb(counted.blocked, "gets", several="get")
        yield f"{people(counted.blocked)} {verb} all access back: {counted.reasons}."
    if some := counted.losing_a_device:
        devices = f": {counted.devices}" if counted.devices else ""
        yield f"{people(some)} {_verb(some, 'gets', several='get')} a device back{devices}."
    if counted.covered is None:
        yield f"How many get a device back is not known without {unread(counted)}."
    elif not counted.missing:
        yield "Nobody gets access back."


def _newly_asked(counted: PeopleCount) -> str:
    if counted.missing is None:
        at_least = f"At least {people(counted.blocked)} {_are(counted.blocked)} newly asked to act"
        return f"{at_least}; how many in all is not known without {unread(counted)}"
    if not counted.missing:
        return (
            f"Nobody is newly asked to act, because {people(counted.people)} {_are(counted.people)} covered"
        )
    covered = counted.covered or 0
    asked = f"{people(counted.missing)} {_are(counted.missing)} newly asked to act"
    return f"{asked}, and {covered:,} {_are(covered)} covered" if covered else asked


def _signed_in(found: SignIns) -> str:
    if not found.people:
        return "None of them has signed in under the report-only policy."
    older = "" if found.complete else " (older sign-ins were not read)"
    days = "day" if found.days == 1 else f"{found.days} days"
    blocked = f"{found.blocked:,}" if found.blocked else "none"
    signed_in = f"{found.people:,} of them signed in during the last {days}{older}"
    return f"{signed_in}; {blocked} would have been blocked."


def _are(count: int) -> str:
    return _verb(count, "is", several="are")


def _verb(count: int, one: str, *, several: str) -> str:
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
