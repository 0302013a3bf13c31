"""A campaign's inputs as the step that they propose, and the properties that describe them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from migration.campaign import Brake, Freeze
from migration.override import Override
from migration.people import EverybodyElse, ExistingGroup, ListedPeople, People
from migration.period import Calendar
from migration.place import Places
from migration.platform import Platform
from migration.proposed_step import ProposedStep
from migration.retirement import Check, ChecklistItem
from migration.stage import Stage
from migration.step import names_step
from migration.wave import AtPeriod, Wave
from provider.property import Property, Values

_RULE = ("allow", "block")
_STAGES = tuple(each.value for each in Stage)
STEP_PROPERTIES = (
    Property("stages", "object", "Each wave's stage, by wave id. A stage that moves is judged."),
    Property("nextStages", "object", "The stages of the period after, which are judged as a warning."),
    Property("stop", "string", "Why every enforced wave is back at report-only; left out while none is."),
    Property(
        "waves",
        "array",
        "What is judged of each wave, in the order of the schedule.",
        fields=(
            Property("id", "string", "The wave's id.", required=True),
            Property("title", "string", "Its title, from which its objects are named.", required=True),
            Property("platforms", "array", "The platforms that its people enroll.", required=True),
            Property("group", "string", "Name or id of the group that the tenant had before."),
            Property("everybodyElse", "boolean", "Whether it takes everybody whom no other wave has."),
            Property("size", "integer", "How many people it is for, where that was said."),
            Property("personalDevices", "string", "Its rule before enforce.", choices=_RULE),
            Property("finalPersonalDevices", "string", "Its rule from enforce on.", choices=_RULE),
        ),
    ),
    Property(
        "overrides",
        "array",
        "Thresholds that a person passes for a time.",
        fields=(
            Property("wave", "string", "The wave's id.", required=True),
            Property("stage", "string", "The stage that is entered.", required=True, choices=_STAGES),
            Property("figure", "string", "The threshold.", required=True),
            Property("by", "string", "Who decided it.", required=True),
            Property("until", "integer", "The last period in which it passes.", required=True),
        ),
    ),
    Property(
        "gates",
        "object",
        "By wave id, the thresholds and overrides of the stage that it is in, as its gate has them.",
    ),
    Property(
        "entered",
        "object",
        "The period in which each wave came into its stage, by wave id.",
        role="computed",
    ),
    Property(
        "closed", "boolean", "Whether one policy is for everybody; left out while the waves have theirs."
    ),
    Property(
        "checklist",
        "array",
        "What must be so before the campaign closes.",
        fields=(
            Property("id", "string", "The item's id.", required=True),
            Property("title", "string", "What must be so.", required=True),
            Property(
                "check",
                "string",
                "What the tenant is asked.",
                required=True,
                choices=tuple(each.value for each in Check),
            ),
            Property("done", "string", "The day on which a person found it done."),
            Property("by", "string", "Who did."),
        ),
    ),
    Property("firstDay", "string", "The first day of period 1, as year-month-day."),
    Property("periodDays", "integer", "How many days a period lasts."),
    Property(
        "freezes",
        "array",
        "Days on which nothing advances.",
        fields=(
            Property("firstDay", "string", "The first frozen day.", required=True),
            Property("lastDay", "string", "The last frozen day.", required=True),
            Property("reason", "string", "Why.", required=True),
        ),
    ),
    Property(
        "brake",
        "object",
        "How many people one step may newly enforce.",
        fields=(
            Property("percent", "number", "This percentage of the campaign's people at most.", required=True),
            Property("floor", "integer", "So many people always.", required=True),
        ),
    ),
    Property(
        "refusesUnprotected",
        "boolean",
        "Whether the program makes the tenant count devices without a compliance policy as noncompliant.",
    ),
    Property("breakGlassIds", "array", "Object ids of the break-glass accounts.", unordered=True),
)


def moves(old_inputs: Values | None, inputs: Values) -> bool:
    """Whether any wave's stage moves, or the campaign closes or opens again; then the step is judged."""
    if bool((old_inputs or {}).get("closed")) is not bool(inputs.get("closed")):
        return True
    before, after = _stages((old_inputs or {}).get("stages")), _stages(inputs.get("stages"))
    return any(
        before.get(each, Stage.PLANNED) is not after.get(each, Stage.PLANNED) for each in before | after
    )


def entered(old_inputs: Values | None, inputs: Values) -> dict[str, int]:
    """The period in which each wave came into its stage; a wave whose stage moves comes into it now."""
    old = old_inputs or {}
    before, known = old.get("stages", {}), old.get("entered", {})
    return {
        wave: known.get(wave, old["period"]) if before.get(wave) == stage else inputs["period"]
        for wave, stage in inputs.get("stages", {}).items()
    }


def step_of(old_inputs: Values | None, inputs: Values) -> ProposedStep:
    """The step from the inputs in the state to those proposed.

    Raises ValueError or KeyError for a stage, platform or day that is none.
    """
    old = old_inputs or {}
    following = inputs.get("nextStages")
    calendar = Calendar(date.fromisoformat(inputs["firstDay"]), int(inputs["periodDays"]))
    confirmed = names_step(old.get("period", 0), inputs["period"], inputs.get("confirmedStep"))
    return ProposedStep(
        period=inputs["period"],
        calendar=calendar,
        waves=_waves(inputs),
        before=_stages(old.get("stages")),
        after=_stages(inputs.get("stages")),
        former=_waves(old),
        following=None if following is None else _stages(following),
        break_glass=tuple(inputs.get("breakGlassIds", ())),
        freezes=tuple(_freeze(each) for each in inputs.get("freezes", ())),
        brake=Brake(**inputs["brake"]) if "brake" in inputs else Brake(),
        refuses_unprotected=inputs.get("refusesUnprotected", False),
        closed=bool(inputs.get("closed")),
        was_closed=bool(old.get("closed")),
        stopped=inputs.get("stop") is not None,
        was_stopped=old.get("stop") is not None,
        checklist=tuple(_item(each) for each in inputs.get("checklist", ())),
        confirmed=confirmed,
    )


def _stages(written: Mapping[str, str] | None) -> dict[str, Stage]:
    return {wave: Stage(stage) for wave, stage in (written or {}).items()}


def _waves(inputs: Values) -> tuple[Wave, ...]:
    overrides = inputs.get("overrides", [])
    return tuple(_wave(each, overrides) for each in inputs.get("waves", ()))


def _wave(written: Mapping[str, Any], overrides: list[Mapping[str, Any]]) -> Wave:
    return Wave(
        id=written["id"],
        title=written["title"],
        people=_people(written),
        start=AtPeriod(1),
        platforms=tuple(Platform(each) for each in written["platforms"]),
        personal_devices=written.get("personalDevices", "block"),
        final_personal_devices=written.get("finalPersonalDevices"),
        size=written.get("size"),
        overrides=tuple(_override(each) for each in overrides if each["wave"] == written["id"]),
        places=Places(f"waves/{written['id']}.yaml"),
    )


def _people(written: Mapping[str, Any]) -> People:
    if written.get("everybodyElse"):
        return EverybodyElse()
    return ExistingGroup(written["group"]) if "group" in written else ListedPeople(written.get("size", 0))


def _override(written: Mapping[str, Any]) -> Override:
    return Override(Stage(written["stage"]), written["figure"], "", written["by"], written["until"])


def _item(written: Mapping[str, str]) -> ChecklistItem:
    done = date.fromisoformat(written["done"]) if "done" in written else None
    return ChecklistItem(written["id"], written["title"], Check(written["check"]), done, written.get("by"))


def _freeze(written: Mapping[str, str]) -> Freeze:
    first, last = (date.fromisoformat(written[name]) for name in ("firstDay", "lastDay"))
    return Freeze(first, last, written["reason"])
