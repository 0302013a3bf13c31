"""Campaigns to look at: one with everything, one that means harm, one as large as is promised."""

from datetime import date, timedelta
from typing import Any

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod
from intune_waves.messages.effectiveness import MessageEffect, WaveEnrollment
from intune_waves.report.rows import DriftCheck, DriftRow, Report
from intune_waves.stack.stack_state import StackState
from intune_waves.step.newcomers import Newcomers
from tests.report.build import ADMISSION, EVIDENCE, campaign, exported, gate, report, wave

_DAY = date(2027, 1, 25)


def _with_admission(state: dict[str, Any]) -> dict[str, Any]:
    state["deployment"]["resources"].append(ADMISSION)
    return state


EVERYTHING: dict[str, Any] = {
    "state": StackState.read(_with_admission(exported())),
    "newcomers": {"limited-pilot": Newcomers(admitted=1, waiting={date(2027, 4, 1): 2})},
    "enrollments": (
        WaveEnrollment("limited-pilot", 50, tuple((_DAY + timedelta(n), 4 * n) for n in range(1, 13))),
        WaveEnrollment("tech-savvy", 2000, tuple((_DAY + timedelta(14 + n), 90 * n) for n in range(1, 22))),
    ),
    "effects": (MessageEffect("limited-pilot", Stage.INSTRUCT, _DAY, 50, 0, {1: 4, 3: 12, 7: None}),),
    "drift": DriftCheck(
        checked=True,
        source="drift.json",
        rows=(DriftRow(1, "Early enforcement", "ConditionalAccessPolicy", "tech-savvy", "enabled"),),
    ),
    "unread": ("All regions was not counted in the tenant: the group has 3 people",),
    "remarks": ("all-regions: 30 people counted, 5,000 expected",),
}

HOSTILE = (
    "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>",
    "\u202etxet desrever\u202c \u2066 right-to-left override",
    "W" * 300,
    "👩🏽‍💻🧑‍🚀🏳️‍🌈" * 20,
    "Z" + "\u0335\u0321\u0489" * 90 + "algo",
    "עברית ועוד עברית, عربي أيضا",
    "]]></svg></style><style>*{display:none}</style>{{ 7*7 }} {% raw %}",
)


def hostile() -> Report:
    """Every text that a person writes is one that means harm."""
    waves = []
    for number, text in enumerate(HOSTILE):
        start = After(f"w{number - 1}") if number else AtPeriod(1)
        hold = Hold(text, text, since=3 + number, until=3 + number)
        passes = Override(Stage.ENFORCE, "coverage", text, text, until=6)
        waves.append(
            wave(f"w{number}", title=text, size=100, start=start, holds=(hold,), overrides=(passes,))
        )
    harm = HOSTILE[0]
    freeze = Freeze(date(2027, 2, 10), date(2027, 2, 12), " ".join(HOSTILE))
    calendar = Calendar(date(2027, 1, 11), 14, (freeze,))
    state = exported(stop=" ".join(HOSTILE))
    gates = state["deployment"]["resources"][1:4]
    for number, each in enumerate(gates):
        each["inputs"] |= {"wave": f"w{number}", "title": HOSTILE[number], "evidence": {"findings": harm}}
    return report(
        campaign(*waves, name=HOSTILE[2], organisation=harm, calendar=calendar),
        state=StackState.read(state),
        counted={},
        drift=DriftCheck(True, harm, (DriftRow(1, harm, HOSTILE[2], HOSTILE[2], harm),)),
        unread=HOSTILE,
        remarks=HOSTILE,
        rehearsal_basis=harm,
    )


def large(waves: int = 20, periods: int = 30, people: int = 5_000) -> Report:
    """So many waves spread over so many periods, each with months of enrollment behind it."""
    last = periods - 3
    made = [
        wave(
            f"wave-{number}",
            title=f"Wave {number}",
            size=people,
            start=AtPeriod(1 + number * (last - 1) // (waves - 1)),
        )
        for number in range(waves)
    ]
    enrollments = tuple(
        WaveEnrollment(each.id, people, tuple((_DAY + timedelta(n), 25 * n) for n in range(1, 200)))
        for each in made
    )
    declared = campaign(*made)
    planned, state = schedule(declared), exported(12)
    begun = [(each, planned.stage(each.id, 12)) for each in made]
    evidence = {**EVIDENCE, "people": people, "covered": people * 19 // 20}
    gates = [
        gate(each.id, stage.value, 12, **evidence) for each, stage in begun if stage is not Stage.PLANNED
    ]
    state["deployment"]["resources"][1:4] = gates
    found = StackState.read(state)
    return report(declared, state=found, counted={}, enrollments=enrollments, today=date(2027, 6, 20))
