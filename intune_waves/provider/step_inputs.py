"""A campaign's inputs as the step that they propose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from intune_waves.campaign.campaign import Brake, Freeze
from intune_waves.campaign.closing import Check, ChecklistItem
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.people import People
from intune_waves.campaign.period import Calendar
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, Wave
from intune_waves.provider.protocol.property import Values
from intune_waves.step.period_step import InForce, PeriodStep, StepRules, names_step


@dataclass(frozen=True, slots=True)
class ToldPeople(People):
    """Who is in a wave as far as a campaign's inputs tell: what steps are judged by, whatever the source."""

    declared_size: int | None = None
    existing_group: str | None = None
    takes_the_rest: bool = False
    words: ClassVar[str] = "people"


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


def step_of(old_inputs: Values | None, inputs: Values) -> PeriodStep:
    """The step from the inputs in the state to those proposed.

    Raises ValueError or KeyError for a stage, platform or day that is none.
    """
    old = old_inputs or {}
    following = inputs.get("nextStages")
    return PeriodStep(
        before=_in_force(old),
        after=_in_force(inputs),
        rules=StepRules(
            calendar=Calendar(date.fromisoformat(inputs["firstDay"]), int(inputs["periodDays"])),
            freezes=tuple(_freeze(each) for each in inputs.get("freezes", ())),
            brake=Brake(**inputs["brake"]) if "brake" in inputs else Brake(),
            break_glass=tuple(inputs.get("breakGlassIds", ())),
            refuses_unprotected=inputs.get("refusesUnprotected", False),
            checklist=tuple(_item(each) for each in inputs.get("checklist", ())),
        ),
        following=None if following is None else _stages(following),
        confirmed=names_step(old.get("period", 0), inputs["period"], inputs.get("confirmedStep")),
    )


def _in_force(inputs: Values) -> InForce:
    return InForce(
        period=inputs.get("period", 0),
        waves=_waves(inputs),
        stages=_stages(inputs.get("stages")),
        stopped=inputs.get("stop") is not None,
        closed=bool(inputs.get("closed")),
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
        people=ToldPeople(written.get("size"), written.get("group"), bool(written.get("everybodyElse"))),
        start=AtPeriod(1),
        platforms=tuple(Platform(each) for each in written["platforms"]),
        personal_devices=written.get("personalDevices", "block"),
        final_personal_devices=written.get("finalPersonalDevices"),
        size=written.get("size"),
        overrides=tuple(_override(each) for each in overrides if each["wave"] == written["id"]),
        places=Places(f"waves/{written['id']}.yaml"),
    )


def _override(written: Mapping[str, Any]) -> Override:
    return Override(Stage(written["stage"]), written["figure"], "", written["by"], written["until"])


def _item(written: Mapping[str, str]) -> ChecklistItem:
    done = date.fromisoformat(written["done"]) if "done" in written else None
    return ChecklistItem(written["id"], written["title"], Check(written["check"]), done, written.get("by"))


def _freeze(written: Mapping[str, str]) -> Freeze:
    first, last = (date.fromisoformat(written[name]) for name in ("firstDay", "lastDay"))
    return Freeze(first, last, written["reason"])
