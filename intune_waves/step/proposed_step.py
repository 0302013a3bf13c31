"""The step that is proposed: every wave's stage before and after it, and the rules of the campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from intune_waves.campaign.campaign import Brake, Freeze
from intune_waves.campaign.closing import ChecklistItem
from intune_waves.campaign.period import Calendar
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """What a program asks for, before the tenant is looked at.

    `waves` are in the order of the schedule; `before` and `after` are their stages by wave id, planned where
    nothing is said. `former` are the waves as they were declared at the step before, also those that have
    been taken out since. `following` are the stages of the period after, None where nobody knows them.
    """

    period: int
    calendar: Calendar
    waves: tuple[Wave, ...]
    before: Mapping[str, Stage]
    after: Mapping[str, Stage]
    former: tuple[Wave, ...] = ()
    following: Mapping[str, Stage] | None = None
    break_glass: tuple[str, ...] = ()
    """Object ids."""
    freezes: tuple[Freeze, ...] = ()
    brake: Brake = field(default_factory=Brake)
    refuses_unprotected: bool = False
    """Whether the program makes the tenant count devices without a compliance policy as noncompliant."""
    closed: bool = False
    """Whether the campaign is closed after the step: one policy for everybody, none of a wave's own."""
    was_closed: bool = False
    stopped: bool = False
    """Whether the campaign is stopped after the step, so that every policy only reports."""
    was_stopped: bool = False
    checklist: tuple[ChecklistItem, ...] = ()
    """What must be so before the campaign closes."""
    confirmed: bool = False
    """Whether a person has named this very step."""

    def stages(self, wave_id: str) -> tuple[Stage, Stage]:
        """The wave's stage before and after."""
        return self.before.get(wave_id, Stage.PLANNED), self.after.get(wave_id, Stage.PLANNED)

    def leaves_alone(self, wave: Wave) -> bool:
        """Whether the wave stays in its stage and nothing was changed from which its objects are named."""
        before, now = self.stages(wave.id)
        as_it_was = any(
            (each.id, each.title, each.platforms) == (wave.id, wave.title, wave.platforms)
            for each in self.former
        )
        return before is now and as_it_was

    @property
    def known_waves(self) -> tuple[Wave, ...]:
        """The waves as they are and as they were, by whose names the tenant's objects are known as ours."""
        return (*self.waves, *self.former)

    @property
    def removed(self) -> tuple[Wave, ...]:
        """The waves that have been taken out of the campaign."""
        kept = {wave.id for wave in self.waves}
        return tuple(wave for wave in self.former if wave.id not in kept)

    @property
    def moving(self) -> tuple[Wave, ...]:
        """Every wave whose stage changes, those that are taken out too."""
        everything = (*self.waves, *self.removed)
        return tuple(wave for wave in everything if self.stages(wave.id)[0] is not self.stages(wave.id)[1])

    @property
    def advances(self) -> bool:
        """Whether a wave goes on or the campaign closes; any other step goes back, and is let through."""
        return self.closes or any(self.stages(wave.id)[1] > self.stages(wave.id)[0] for wave in self.moving)

    @property
    def closes(self) -> bool:
        """Whether the step closes the campaign."""
        return self.closed and not self.was_closed

    @property
    def enforces_everybody(self) -> bool:
        """Whether the step enables the one policy for everybody."""
        return self.closed and not self.stopped and (self.closes or self.was_stopped)

    @property
    def enforces(self) -> bool:
        """Whether any wave is newly enforced."""
        return any(self.stages(wave.id)[1] is Stage.ENFORCE for wave in self.moving)

    def next(self) -> "ProposedStep | None":
        """The step after this one, as it stands in the schedule; None where nobody knows it."""
        if self.following is None:
            return None
        return replace(
            self,
            period=self.period + 1,
            before=self.after,
            after=self.following,
            former=self.waves,
            was_closed=self.closed,
            was_stopped=self.stopped,
            following=None,
            confirmed=False,
        )
