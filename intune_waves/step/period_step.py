"""The step: from what is in force of a campaign to what is proposed for another period."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Brake, GuardFile
from intune_waves.campaign.closing import ChecklistItem
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave

_CONFIRMED = re.compile(r"\s*([0-9]{1,4})\s*->\s*([0-9]{1,4})\s*(?::\s*(\S.*?)\s*)?", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force of a campaign in a period.

    `waves` are in the order of the schedule; `stages` are by wave id, planned where nothing is said.
    """

    period: int = 0
    waves: tuple[Wave, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    stopped: bool = False
    """Whether the campaign is stopped, so that every policy only reports."""
    closed: bool = False
    """Whether the campaign is closed: one policy for everybody, none of a wave's own."""

    def stage(self, wave_id: str) -> Stage:
        """The stage of a wave."""
        return self.stages.get(wave_id, Stage.PLANNED)


@dataclass(frozen=True, slots=True)
class StepRules:
    """What a campaign says of every step, whichever waves it moves."""

    calendar: Calendar
    brake: Brake = field(default_factory=Brake)
    break_glass: tuple[str, ...] = ()
    """Object ids."""
    excluded: tuple[str, ...] = ()
    """Object ids of the accounts that are never in the campaign."""
    refuses_unprotected: bool = False
    """Whether the program makes the tenant count devices without a compliance policy as noncompliant."""
    checklist: tuple[ChecklistItem, ...] = ()
    """What must be so before the campaign closes."""
    guards: tuple[GuardFile, ...] = ()
    """The organisation's own guards."""


@dataclass(frozen=True, slots=True)
class PeriodStep:
    """What a program asks for, before the tenant is looked at.

    `before` has the waves as they were declared at the step before, those too that have been taken out since;
    `following` are the stages of the period after, None where nobody knows them.
    """

    before: InForce
    after: InForce
    rules: StepRules
    following: Mapping[str, Stage] | None = None
    confirmed: bool = False
    """Whether a person has named this very step."""
    confirmed_because: str = ""
    """The reason that they gave; empty where they gave none."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """The ids of the waves' target groups as the program names them. They tell which of several groups of a
    wave's name is meant, while one is replaced.
    """

    @property
    def period(self) -> int:
        """The period that is proposed."""
        return self.after.period

    @property
    def waves(self) -> tuple[Wave, ...]:
        """The waves as they are declared now, in the order of the schedule."""
        return self.after.waves

    def stages(self, wave_id: str) -> tuple[Stage, Stage]:
        """The wave's stage before and after."""
        return self.before.stage(wave_id), self.after.stage(wave_id)

    def leaves_alone(self, wave: Wave) -> bool:
        """Whether the wave stays in its stage and nothing was changed from which its objects are named."""
        before, now = self.stages(wave.id)
        if before is not now:
            return False
        was = next((each for each in self.before.waves if each.id == wave.id), None)
        return was is not None and (was.title, was.platforms) == (wave.title, wave.platforms)

    @property
    def known_waves(self) -> tuple[Wave, ...]:
        """The waves as they are and as they were, by whose names the tenant's objects are known as ours."""
        return (*self.after.waves, *self.before.waves)

    @property
    def removed(self) -> tuple[Wave, ...]:
        """The waves that have been taken out of the campaign."""
        kept = {wave.id for wave in self.after.waves}
        return tuple(wave for wave in self.before.waves if wave.id not in kept)

    @property
    def moving(self) -> tuple[Wave, ...]:
        """Every wave whose stage changes, those that are taken out too."""
        everything = (*self.after.waves, *self.removed)
        return tuple(wave for wave in everything if self.stages(wave.id)[0] is not self.stages(wave.id)[1])

    @property
    def advances(self) -> bool:
        """Whether a wave goes on or the campaign closes; any other step goes back, and is let through."""
        return self.closes or any(self.stages(wave.id)[1] > self.stages(wave.id)[0] for wave in self.moving)

    @property
    def closes(self) -> bool:
        """Whether the step closes the campaign."""
        return self.after.closed and not self.before.closed

    @property
    def enforces_everybody(self) -> bool:
        """Whether the step enables the one policy for everybody."""
        return self.after.closed and not self.after.stopped and (self.closes or self.before.stopped)

    @property
    def enforces(self) -> bool:
        """Whether any wave is newly enforced."""
        return any(self.stages(wave.id)[1] is Stage.ENFORCE for wave in self.moving)

    def next(self) -> "PeriodStep | None":
        """The step after this one, as it stands in the schedule; None where nobody knows it."""
        if self.following is None:
            return None
        then = replace(self.after, period=self.period + 1, stages=self.following)
        return PeriodStep(self.after, then, self.rules)


def judge_step(in_force: int | None, proposed: int, *, confirmed: str | None) -> str | None:
    """None when the step may be taken, else one sentence that refuses it.

    `in_force` is None before the first. One period on, one back and none at all are free; any other step,
    and a first one beyond period 1, needs `confirmed` to name that very step, such as "2->5" ("0->4" for
    the first).
    """
    before = in_force or 0
    if abs(proposed - before) <= 1:
        return None
    named = f"{before}->{proposed}"
    if names_step(before, proposed, confirmed=confirmed):
        return None
    if in_force is None:
        what, nearest_step = f"the campaign would begin in period {proposed}", "begin with period 0 or 1"
    else:
        what = f"period {before} is in force and {proposed} is {abs(proposed - before)} periods away"
        nearest_step = f"go to {before + 1 if proposed > before else before - 1} first"
    other = f" (it names {confirmed!r} now)" if confirmed else ""
    next_step = f'{nearest_step}, or set confirmedStep to "{named}" to take exactly this step{other}'
    return str(Complaint(rule="one-period-step", what=what, next_step=next_step))


def names_step(before: int, proposed: int, *, confirmed: str | None) -> bool:
    """Whether `confirmed` names the very step from one period to the other, such as "2->5" or "4->4"."""
    match = _CONFIRMED.fullmatch(confirmed or "")
    return match is not None and (int(match[1]), int(match[2])) == (before, proposed)


def reason_of_step(before: int, proposed: int, *, confirmed: str | None) -> str:
    """The reason that `confirmed` gives for this very step, as "3->4: the office moves early" does."""
    match = (
        _CONFIRMED.fullmatch(confirmed or "") if names_step(before, proposed, confirmed=confirmed) else None
    )
    return " ".join((match[3] or "").split()) if match else ""


def reason_of_reaching(period: int, confirmed: str | None) -> str:
    """The reason that `confirmed` gives for a step that ends in this period, wherever it began.

    What a step leaves to be written later, or by the run after a killed one, is early for the same reason.
    """
    match = _CONFIRMED.fullmatch(confirmed or "")
    return reason_of_step(int(match[1]), period, confirmed=confirmed) if match else ""
