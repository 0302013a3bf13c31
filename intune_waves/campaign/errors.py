"""Everything that can be wrong with what a person declared, in one tree that reads from top to bottom."""

from collections.abc import Iterable
from dataclasses import dataclass

from intune_waves.campaign.place import Place
from intune_waves.campaign.visible import visible


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: where, what, what was got and expected, what to do next, and the rule's id.

    `what` is a clause that names what was got; `rule` is permanent kebab-case and documented in
    docs/waves.md.
    """

    rule: str
    what: str
    got: object = None
    expected: str = ""
    next_step: str = ""
    path: str = ""
    where: Place | None = None

    def __str__(self) -> str:
        """`file:line:column: path: what; next step [rule]`."""
        ahead = "".join(f"{part}: " for part in (self.where, self.path) if part)
        advice = f"; {self.advice}" if self.advice else ""
        return visible(f"{ahead}{self.what}{advice} [{self.rule}]")

    @property
    def advice(self) -> str:
        """The next step in words; where none is given, to write what was expected."""
        return self.next_step or (f"write {self.expected}" if self.expected else "")


class CampaignError(Exception):
    """The root: a campaign, or what is asked of it, is wrong in a way that a person can put right."""


class PeriodError(CampaignError, ValueError):
    """A period that is no whole number of 0 or more; the text is one sentence."""


class StopError(CampaignError, ValueError):
    """A stop that says no reason; the text is one sentence."""


class ComplaintsError(CampaignError):
    """One or more complaints, all of them together."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))


class DeclarationError(ComplaintsError):
    """The declared files do not make a campaign."""


class ScheduleError(ComplaintsError):
    """The waves' starts make no schedule: a cycle, or a wave that does not exist."""


class MessageError(ComplaintsError):
    """A message cannot be made of its template and the campaign."""
