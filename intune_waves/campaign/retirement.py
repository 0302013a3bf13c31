"""Retirement: the end of a campaign, when the previous service is closed and one policy is for everybody."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum


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
class Retirement:
    """The period from which on the campaign is closed, and what must be so before."""

    period: int
    checklist: tuple[ChecklistItem, ...] = ()

    def closed_in(self, period: int) -> bool:
        """Whether the campaign is closed in that period: one policy for everybody, none of a wave's own."""
        return period >= self.period


@dataclass(frozen=True, slots=True)
class TenantAnswer:
    """What the tenant says to a check; `holds` is None where it does not say. `because` is a clause."""

    holds: bool | None
    because: str


class Verdict(Enum):
    """How an item of the checklist stands."""

    YES = "yes"
    """The tenant says so."""
    DONE = "done"
    """A person says so, of something on which the tenant is silent."""
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item with its verdict, and the clause that tells why."""

    item: ChecklistItem
    verdict: Verdict
    because: str

    @property
    def passes(self) -> bool:
        """Whether it lets the campaign close; what is unknown never does."""
        return self.verdict in (Verdict.YES, Verdict.DONE)


def judge_checklist(
    items: Iterable[ChecklistItem], answers: Mapping[Check, TenantAnswer]
) -> Iterator[JudgedItem]:
    """Each item with its verdict. A person's word counts where the tenant is silent, never against it."""
    for item in items:
        yield JudgedItem(item, *_verdict(item, answers.get(item.check, _SILENT)))


_SILENT = TenantAnswer(None, "the tenant was not asked")


def _verdict(item: ChecklistItem, answer: TenantAnswer) -> tuple[Verdict, str]:
    if answer.holds is not None:
        return (Verdict.YES if answer.holds else Verdict.NO), answer.because
    if item.done and item.by:
        return Verdict.DONE, f"{item.by} says so, on {item.done}"
    if item.check is Check.NONE:
        return Verdict.NO, "nobody has said that it is done"
    return Verdict.UNKNOWN, answer.because


def retirement_means(before: bool, after: bool, *, stopped: bool = False) -> str:
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
