"""A campaign of three waves, its state as Pulumi exports it, and what else a report is made from."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import Check, ChecklistItem, Closing
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, Thresholds, Wave
from intune_waves.rehearsal import Assumptions, declared_figures, rehearse
from intune_waves.report.assemble import assemble
from intune_waves.report.rows import Report
from intune_waves.report.sources import Sources
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted, PeopleCount, SignIns
from tests.campaign import build

ENFORCE = {Stage.ENFORCE: Thresholds(coverage=90)}
WINDOWS = (Platform.WINDOWS,)


CLOSING = Closing(
    9,
    (
        ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR),
        ChecklistItem("ended", "The subscription is ended", done=date(2027, 3, 1), by="Alex Wilber"),
    ),
)


def wave(wave_id: str, **changes: Any) -> Wave:
    """A wave of so many people whose gate into enforce asks for 90 %."""
    values = {"size": 50, "thresholds": ENFORCE, "platforms": WINDOWS}
    return build.wave(wave_id, **values | changes)


def campaign(*declared: Wave, **changes: Any) -> Campaign:
    """These waves, or three that follow one another; the second of them is held in period 4."""
    hold = Hold("The helpdesk moves.", "Adele Vance", since=4, until=4)
    passes = Override(Stage.ENFORCE, "coverage", "Two are on leave.", "Alex Wilber", until=7)
    waves = (
        wave("limited-pilot"),
        wave("tech-savvy", title="Tech-savvy", size=2000, start=After("limited-pilot"), holds=(hold,)),
        wave("all-regions", size=6000, start=After("tech-savvy", 2), overrides=(passes,)),
    )
    freeze = Freeze(date(2027, 3, 24), date(2027, 3, 28), "Quarter's end.")
    calendar = Calendar(date(2027, 1, 11), 14, (freeze,))
    return build.campaign(*(declared or waves), **{"calendar": calendar} | changes)


def gate(wave_id: str, stage: str, period: int, **evidence: Any) -> dict[str, Any]:
    """A gate's resource, parented as the program parents it."""
    return {
        "type": "intune:index:StageGate",
        "urn": f"urn:pulumi:dev::intune-waves::intune-waves:index:Wave$intune:index:StageGate::{wave_id}",
        "parent": f"urn:pulumi:dev::intune-waves::intune-waves:index:Wave::{wave_id}",
        "modified": "2027-03-08T09:31:00.123456789Z",
        "inputs": {"wave": wave_id, "title": wave_id.title(), "stage": stage, "period": period}
        | ({"evidence": evidence} if evidence else {}),
    }


EVIDENCE: Mapping[str, Any] = {
    "verdict": "passed",
    "findings": "48 of 50 covered (96 %, needs 90 %)",
    "readAt": "2027-02-22T08:00:00Z",
    "people": 50,
    "covered": 48,
    "neverEnrolled": 2,
    "newlyBlocked": 2,
    "digest": "0b1c",
}


ADMISSION: Mapping[str, Any] = {
    "type": "intune:index:Admission",
    "urn": "urn:a",
    "inputs": {"wave": "limited-pilot", "stage": "enforce", "enforcedGroupId": "e", "newcomerDays": 14},
    "outputs": {
        "admitted": 47,
        "listed": 50,
        "waiting": 2,
        "takenOut": 1,
        "digest": "0b1c",
        "evidence": {"judgedOn": "2027-03-08", "admitted": 3, "losing": 1, "digest": "0a1b"},
    },
}


def exported(period: int = 5, **campaign_outputs: Any) -> dict[str, Any]:
    """A state in period 5."""
    outputs = {"period": period, "since": "2027-03-08T09:30:00Z", **campaign_outputs}
    return {
        "version": 3,
        "deployment": {
            "resources": [
                {"type": "intune:index:Campaign", "urn": "urn:c", "outputs": outputs},
                gate("limited-pilot", "enforce", 4, **EVIDENCE),
                gate("tech-savvy", "deadline", 5),
                gate("all-regions", "instruct", 5),
                {"type": "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy", "urn": "urn:p"},
                {"type": "intune:index:PlatformRestriction", "urn": "urn:r"},
                {
                    "type": "intune:index:SharedRestrictions",
                    "urn": "urn:s",
                    "outputs": {"objects": {"not yet": "1", "corporate": "2"}},
                },
                {
                    "type": "intune:index:GroupMembership",
                    "urn": "urn:m",
                    "parent": "urn:pulumi:dev::intune-waves::intune-waves:index:Wave::tech-savvy",
                    "outputs": {"count": 1990},
                },
            ]
        },
    }


COUNTED = {
    "tech-savvy": Counted(
        PeopleCount(2000, 1963, never_enrolled=21, not_compliant=16), SignIns(30, 1710, 24)
    ),
    "all-regions": Counted("the tenant did not answer"),
}


def sources(declared: Campaign | None = None, **changes: Any) -> Sources:
    """Everything that a report can be made from, in period 5."""
    found = declared or campaign()
    planned = schedule(found)
    values: dict[str, Any] = {
        "campaign": found,
        "schedule": planned,
        "today": date(2027, 3, 11),
        "made": datetime(2027, 3, 11, 10, 0, tzinfo=UTC),
        "state": StackState.read(exported()),
        "rehearsal": rehearse(found, planned, figures=declared_figures(found), assumed=Assumptions()),
        "rehearsal_basis": "Rehearsal on declared sizes.",
        "counted": COUNTED,
    }
    return Sources(**values | changes)


def report(declared: Campaign | None = None, **changes: Any) -> Report:
    """The report on them."""
    return assemble(sources(declared, **changes))
