"""The closing of a campaign: the previous service is retired, and one policy is for everybody."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign


class Check(Enum):
    """What the tenant can be asked of an item of the checklist."""

    OLD_SERVICE_DEVICES = "old-service-devices"
    """No device is managed by the previous service."""
    MDM_SCOPE = "mdm-scope"
    """Windows devices enroll by themselves with Intune and with nothing else."""
    CONNECTOR = "connector"
    """No connector of another service is on."""
    NONE = "none"
    """The tenant knows nothing of it: a person says that it is done."""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing that must be so before the campaign closes; `done` and `by` are a person's word for it."""

    id: str
    title: str
    check: Check = Check.NONE
    done: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """The period from which on the campaign is closed, and what must be so before."""

    period: int
    checklist: tuple[ChecklistItem, ...] = ()

    def closed_in(self, period: int) -> bool:
        """Whether the campaign is closed in that period: one policy for everybody, none of a wave's own."""
        return period >= self.period


def last_period(campaign: "Campaign", schedule: Schedule) -> int:
    """The campaign's last: the one that closes it, else the one in which every wave has come to enforce."""
    return max(schedule.last_period, campaign.closing.period if campaign.closing else 0)


def kept_open_by(campaign: "Campaign", schedule: Schedule, *, period: int) -> tuple[str, ...]:
    """The waves that are not enforced by the schedule although the campaign would be closed, such as held
    ones.
    """
    if campaign.closing is None or not campaign.closing.closed_in(period):
        return ()
    return tuple(each for each in schedule.order if schedule.stage(each, period) is not Stage.ENFORCE)


def is_closed(campaign: "Campaign", schedule: Schedule, *, period: int) -> bool:
    """Whether one policy for everybody stands for those of the waves.

    A wave that is not enforced keeps the campaign open: the one policy would enforce its people. A stop does
    not: it makes the one policy report.
    """
    if campaign.closing is None or not campaign.closing.closed_in(period):
        return False
    return not kept_open_by(campaign, schedule, period=period)


@dataclass(frozen=True, slots=True)
class TenantAnswer:
    """What the tenant says to a check; `holds` is None where it does not say. `because` is a clause."""

    holds: bool | None
    because: str


class Answer(Enum):
    """How an item of the checklist is answered."""

    YES = "yes"
    """The tenant says so."""
    DONE = "done"
    """A person says so, of something on which the tenant is silent."""
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item with its answer, and the clause that tells why."""

    item: ChecklistItem
    answer: Answer
    because: str

    @property
    def passes(self) -> bool:
        """Whether it lets the campaign close; what is unknown never does."""
        return self.answer in (Answer.YES, Answer.DONE)


def judge_checklist(
    items: Iterable[ChecklistItem], answers: Mapping[Check, TenantAnswer]
) -> Iterator[JudgedItem]:
    """Each item with its answer. A person's word counts where the tenant is silent, never against it."""
    for item in items:
        yield JudgedItem(item, *_answered(item, answers.get(item.check, _SILENT)))


_SILENT = TenantAnswer(None, "the tenant was not asked")


def _answered(item: ChecklistItem, said: TenantAnswer) -> tuple[Answer, str]:
    if said.holds is not None:
        return (Answer.YES if said.holds else Answer.NO), said.because
    if item.done and item.by:
        return Answer.DONE, f"{item.by} says so, on {item.done}"
    if item.check is Check.NONE:
        return Answer.NO, "nobody has said that it is done"
    return Answer.UNKNOWN, said.because


def closing_meaning(before: bool, after: bool, *, stopped: bool = False) -> str:
    """What closing the campaign, or opening it again, means to people; nothing for any other step."""
    if before is after:
        return ""
    if after and stopped:
        return (
            "The campaign closes while it is stopped: one policy for everybody reports in place of the "
            "waves'. Nobody's access changes."
        )
    if after:
        return (
            "The campaign closes: one policy asks everybody for a compliant device, in place of the waves'. "
            "Nobody's access changes."
        )
    return (
        "The campaign is open again: each wave has its own policy before the one for everybody goes. "
        "Nobody's access changes."
    )
