"""A campaign's inputs by which it proposes a step, and the step that they propose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Required, TypedDict

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake, GuardFile
from intune_waves.campaign.closing import Check, ChecklistItem
from intune_waves.campaign.device_evidence import ACTIVE_DAYS, DeviceEvidence, Inventory
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.people import People
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, PersonalDevices, Wave
from intune_waves.provider.protocol.declaration import Computed, Condition, OneOf, Unordered
from intune_waves.step.period_step import InForce, PeriodStep, StepRules, names_step, reason_of_step
from intune_waves.step.told_days import MovedDay, later_days, moved_days, read_later, written_later


class DeclaredWave(TypedDict, total=False):
    """What is judged of a wave."""

    id: Required[str]
    """The wave's id."""
    title: Required[str]
    """Its title, from which its objects are named."""
    platforms: Required[list[str]]
    """The platforms that its people enroll."""
    group: str
    """Name or id of the group that the tenant had before."""
    everybodyElse: bool
    """Whether it takes everybody whom no other wave has."""
    size: int
    """How many people it is for, where that was said."""
    personalDevices: PersonalDevices
    """Its rule before enforce."""
    finalPersonalDevices: PersonalDevices
    """Its rule from enforce on."""


class WaveOverride(TypedDict):
    """A threshold that a person passes for a time, in one wave."""

    wave: str
    """The wave's id."""
    stage: Annotated[str, OneOf(*(each.value for each in Stage))]
    """The stage that is entered."""
    figure: str
    """The threshold."""
    by: str
    """Who decided it."""
    until: int
    """The last period in which it passes."""


class DeclaredItem(TypedDict, total=False):
    """An item of the checklist."""

    id: Required[str]
    """The item's id."""
    title: Required[str]
    """What must be so."""
    check: Required[Annotated[str, OneOf(*(each.value for each in Check))]]
    """What the tenant is asked."""
    done: str
    """The day on which a person found it done."""
    by: str
    """Who did."""


class DeclaredFreeze(TypedDict):
    """Days on which nothing advances."""

    firstDay: str
    """The first frozen day."""
    lastDay: str
    """The last frozen day."""
    reason: str
    """Why."""


class DeclaredGuards(TypedDict):
    """A file of the organisation's own guards."""

    file: str
    """Its path, from the project's folder."""
    digest: str
    """SHA-256 of its text, so that the guards which judge are the ones that were reviewed."""


class DeclaredInventories(TypedDict, total=False):
    """The export of another service's devices."""

    file: Required[str]
    """Its path, from the project's folder."""
    service: Required[str]
    """What people call the service."""
    digest: str
    """SHA-256 of the file, so that the devices which count are those of the preview; left out where the
    program could not read it.
    """


class DeclaredBrake(TypedDict):
    """How many people one step may newly enforce."""

    percent: float
    """This percentage of the campaign's people at most."""
    floor: int
    """So many people always."""


class StepInputs(TypedDict, total=False):
    """The inputs of a campaign by which it says which step it proposes."""

    period: Required[int]
    """The period in force; 0 is before the first."""
    confirmedStep: str
    """The one step of more than one period that somebody has agreed to, such as "2->5". With a reason behind
    it, such as "3->4: the office moves early", it may also come before its day.
    """
    stages: dict[str, str]
    """Each wave's stage, by wave id. A stage that moves is judged."""
    nextStages: dict[str, str]
    """The stages of the period after, which are judged as a warning."""
    stop: str
    """Why every enforced wave is back at report-only; left out while none is."""
    waves: list[DeclaredWave]
    """What is judged of each wave, in the order of the schedule."""
    overrides: list[WaveOverride]
    """Thresholds that a person passes for a time."""
    gates: dict[str, Any]
    """By wave id, the thresholds and overrides of the stage that it is in, as its gate has them."""
    activeDays: Condition[int]
    """For how many days a device counts as active after it was last seen; 30 when left out."""
    inventories: Condition[list[DeclaredInventories]]
    """The exports of other services' devices, which count beside Intune's and Entra ID's."""
    signInLog: Condition[bool]
    """Whether the devices count too that people have lately signed in from; not when left out."""
    lists: Condition[dict[str, str]]
    """By wave id, the list of the wave's people, whose lines a refusal names when some of them are gone."""
    files: Condition[dict[str, str]]
    """By wave id, the file or line of a table that declares it, where it is no file beside campaign.yaml."""
    entered: Computed[dict[str, int]]
    """The period in which each wave came into its stage, by wave id."""
    closed: bool
    """Whether one policy is for everybody; left out while the waves have theirs."""
    checklist: list[DeclaredItem]
    """What must be so before the campaign closes."""
    days: Condition[dict[str, dict[str, str]]]
    """By wave id, the first day of each stage, as people are told: year-month-day by the stage's name."""
    later: Computed[dict[str, Any]]
    """By wave id, the days that became later after people had been told them: the period in which they did,
    and what was told, by the stage's name. Kept until the stage has come, so that people can be told.
    """
    firstDay: str
    """The first day of period 1, as year-month-day."""
    periodDays: int
    """How many days a period lasts."""
    firstDays: list[str]
    """The first days of the first periods, where they are no period's length apart."""
    weekday: int
    """The day of the week on which periods begin, 0 for Monday."""
    freezes: list[DeclaredFreeze]
    """Days on which nothing advances."""
    brake: DeclaredBrake
    """How many people one step may newly enforce."""
    guards: list[DeclaredGuards]
    """The files of the organisation's own guards, which judge beside ours."""
    refusesUnprotected: bool
    """Whether the program makes the tenant count devices without a compliance policy as noncompliant."""
    breakGlassIds: Unordered[list[str]]
    """Object ids of the break-glass accounts."""
    excludedIds: Unordered[list[str]]
    """Object ids of the accounts that are never in the campaign; left out where there are none."""


@dataclass(frozen=True, slots=True)
class ToldPeople(People):
    """Who is in a wave as far as a campaign's inputs tell: what steps are judged by, whatever the source."""

    declared_size: int | None = None
    existing_group: str | None = None
    takes_the_rest: bool = False
    words: ClassVar[str] = "people"


def moves(old_inputs: StepInputs | None, inputs: StepInputs) -> bool:
    """Whether any wave's stage moves, or the campaign closes or opens again; then the step is judged."""
    if bool(old_inputs and old_inputs.get("closed")) is not bool(inputs.get("closed")):
        return True
    before = _stages(old_inputs.get("stages") if old_inputs else None)
    after = _stages(inputs.get("stages"))
    return any(
        before.get(each, Stage.PLANNED) is not after.get(each, Stage.PLANNED) for each in before | after
    )


def entered(old_inputs: StepInputs | None, inputs: StepInputs) -> dict[str, int]:
    """The period in which each wave came into its stage; a wave whose stage moves comes into it now."""
    stages = inputs.get("stages", {})
    if not old_inputs:
        return dict.fromkeys(stages, inputs["period"])
    before, known, period = old_inputs.get("stages", {}), old_inputs.get("entered", {}), old_inputs["period"]
    return {
        wave: known.get(wave, period) if before.get(wave) == stage else inputs["period"]
        for wave, stage in stages.items()
    }


def step_of(old_inputs: StepInputs | None, inputs: StepInputs) -> PeriodStep:
    """The step from the inputs in the state to those proposed.

    Raises ValueError or KeyError for a stage, platform or day that is none.
    """
    old: StepInputs = old_inputs or {"period": 0}
    following = inputs.get("nextStages")
    return PeriodStep(
        before=_in_force(old),
        after=_in_force(inputs),
        rules=StepRules(
            calendar=Calendar(
                date.fromisoformat(inputs["firstDay"]),
                inputs["periodDays"],
                freezes_of(inputs),
                tuple(map(date.fromisoformat, inputs.get("firstDays", ()))),
                inputs.get("weekday"),
            ),
            brake=Brake(**inputs["brake"]) if "brake" in inputs else Brake(),
            break_glass=tuple(inputs.get("breakGlassIds", ())),
            excluded=tuple(inputs.get("excludedIds", ())),
            refuses_unprotected=inputs.get("refusesUnprotected", False),
            checklist=tuple(_item(each) for each in inputs.get("checklist", ())),
            guards=tuple(_guard_file(each) for each in inputs.get("guards", ())),
        ),
        following=None if following is None else _stages(following),
        confirmed=names_step(old["period"], inputs["period"], confirmed=inputs.get("confirmedStep")),
        confirmed_because=reason_of_step(
            old["period"], inputs["period"], confirmed=inputs.get("confirmedStep")
        ),
    )


def _in_force(inputs: StepInputs) -> InForce:
    overrides, files = inputs.get("overrides", []), inputs.get("files", {})
    return InForce(
        period=inputs["period"],
        waves=tuple(_wave(each, overrides, files=files) for each in inputs.get("waves", ())),
        stages=_stages(inputs.get("stages")),
        stopped="stop" in inputs,
        closed=bool(inputs.get("closed")),
    )


def _stages(written: Mapping[str, str] | None) -> dict[str, Stage]:
    return {wave: Stage(stage) for wave, stage in (written or {}).items()}


def _wave(written: DeclaredWave, overrides: Iterable[WaveOverride], *, files: Mapping[str, str]) -> Wave:
    size = written.get("size")
    return Wave(
        id=written["id"],
        title=written["title"],
        people=ToldPeople(
            declared_size=size,
            existing_group=written.get("group"),
            takes_the_rest=written.get("everybodyElse", False),
        ),
        start=AtPeriod(1),
        platforms=tuple(Platform(each) for each in written["platforms"]),
        personal_devices=written.get("personalDevices", "block"),
        final_personal_devices=written.get("finalPersonalDevices"),
        size=size,
        overrides=tuple(_override(each) for each in overrides if each["wave"] == written["id"]),
        places=Places(files.get(written["id"], f"waves/{written['id']}.yaml")),
    )


def _override(written: WaveOverride) -> Override:
    return Override(
        stage=Stage(written["stage"]),
        figure=written["figure"],
        reason="",
        by=written["by"],
        until=written["until"],
    )


def _item(written: DeclaredItem) -> ChecklistItem:
    return ChecklistItem(
        id=written["id"],
        title=written["title"],
        check=Check(written["check"]),
        done=date.fromisoformat(written["done"]) if "done" in written else None,
        by=written.get("by"),
    )


def _guard_file(written: DeclaredGuards) -> GuardFile:
    """The file as it is now, if it is still the one that the program has read."""
    path = written["file"]
    try:
        file = GuardFile(path, Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or "it is not UTF-8"
        return GuardFile(path, unread=f"the file cannot be read: {reason}")
    if file.digest != written["digest"]:
        return GuardFile(path, unread="the file was changed while the step was under way")
    return file


def device_evidence_of(inputs: StepInputs) -> DeviceEvidence:
    """From what the people's devices are known."""
    inventories = (
        Inventory(each["file"], each["service"], each.get("digest", ""))
        for each in inputs.get("inventories", ())
    )
    days = inputs.get("activeDays") or ACTIVE_DAYS
    return DeviceEvidence(days, tuple(inventories), inputs.get("signInLog", False))


def freezes_of(inputs: StepInputs) -> tuple[Freeze, ...]:
    """The days on which nothing advances. Raises ValueError for a day that is none."""
    return tuple(_freeze(each) for each in inputs.get("freezes", ()))


def _freeze(written: DeclaredFreeze) -> Freeze:
    first, last = date.fromisoformat(written["firstDay"]), date.fromisoformat(written["lastDay"])
    return Freeze(first, last, written["reason"])


def days_moved(old: StepInputs | None, inputs: StepInputs) -> list[MovedDay]:
    """The days that people have been told, where they would become others. Raises ValueError for no day."""
    if old is None or "days" not in old or "days" not in inputs:
        return []
    stages = {wave: Stage(stage) for wave, stage in old.get("stages", {}).items()}
    return list(moved_days(_told(old["days"]), _told(inputs["days"]), stages=stages))


def later_after(
    old: StepInputs | None, inputs: StepInputs, *, moved: Iterable[MovedDay]
) -> dict[str, dict[str, Any]]:
    """The input `later` as the state keeps it after the step; nothing while no day has become later. Raises
    ValueError for no day.
    """
    known = read_later(old.get("later", {})) if old else {}
    found = later_days(known, moved, stages=_stages(inputs.get("stages")), period=inputs["period"])
    return {"later": written_later(found)} if found else {}


def _told(days: Mapping[str, Mapping[str, str]]) -> dict[str, dict[Stage, date]]:
    return {
        wave: {Stage(stage): date.fromisoformat(day) for stage, day in each.items()}
        for wave, each in days.items()
    }
