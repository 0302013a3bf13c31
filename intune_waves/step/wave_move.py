"""A move: one wave comes into another stage. What that means to its people, and what no way back undoes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.step.headcount import people
from intune_waves.step.meaning import Counted, PeopleCount, meaning


@dataclass(frozen=True, slots=True)
class WaveMove:
    """A wave that a period moves; `wave` is None for one that is not declared any more."""

    id: str
    title: str
    before: Stage
    after: Stage
    wave: Wave | None
    platforms: tuple[str, ...]
    group: str | None
    """The object id of the group that it has; None for one that is made by the step."""
    grace_ends: date | None = None
    """The first day of enforce, where it is known."""

    @property
    def is_counted(self) -> bool:
        """Whether people and devices say something of the move: they act or must act, or get access back."""
        on = self.after > self.before and self.after >= Stage.INSTRUCT
        return on or self.before is Stage.ENFORCE

    def uncounted(self) -> PeopleCount | str | None:
        """What can be said of the people without the tenant: their declared number, or why nobody knows."""
        if self.after < self.before or self.wave is None:
            return None
        size = self.wave.people.declared_size
        if size is not None and self.after is Stage.ANNOUNCE:
            return PeopleCount(size, 0, never_enrolled=size)
        expected = size or self.wave.size
        hope = f"; {people(expected)} {'is' if expected == 1 else 'are'} expected" if expected else ""
        done = "looked up" if self.wave.people.existing_group else "filled"
        return f"the wave's group is {done} by this very step{hope}"

    def sentence(self, counted: Counted) -> str:
        """What the move means to people: the one sentence of preview, comment and report."""
        thresholds = self.wave.thresholds.get(self.after) if self.wave else None
        return meaning(
            self.title,
            self.before,
            after=self.after,
            counted=counted.people,
            needs=thresholds.coverage if thresholds else None,
            sign_ins=counted.sign_ins,
            grace_ends=self.grace_ends,
        )


def irreversible(wave: Wave, before: Stage, *, after: Stage) -> Iterator[str]:
    """One sentence for each thing that going back will not undo; nothing for a wave that stays."""
    if before is after:
        return
    now, then = effects_on(wave, before), effects_on(wave, after)
    if after is Stage.PLANNED:
        what = "its restrictions and its policy are deleted"
        if wave.people.existing_group is None:
            what = f"its group, {what}"
        yield f"{what}, and with them every change that somebody made to them by hand"
    elif now.access and not then.access:
        yield "its policy is deleted, because the wave has no Windows to report on; it is made anew later"
    if then.may_enroll and not now.may_enroll:
        yield "whoever enrolls from now on stays enrolled, also when the wave goes back"
    if now.may_enroll and not then.may_enroll:
        yield "whoever has enrolled stays enrolled: a restriction touches new enrollments only"
    if now.personal_devices == "allow" and then.personal_devices == "block":
        yield "personal devices that are enrolled stay enrolled: the rule touches new enrollments only"
