"""The waves as a stack's state knows them: which stage each is in, and which group is its."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intune_waves.campaign.stage import Stage

_GATE = "intune:index:StageGate"
_CAMPAIGN = "intune:index:Campaign"


@dataclass(frozen=True, slots=True)
class StateWave:
    """A wave that has begun, as its gate keeps it; `group` is the object id of its group."""

    stage: Stage
    title: str
    platforms: tuple[str, ...]
    group: str


def state_waves(exported: Mapping[str, Any]) -> dict[str, StateWave]:
    """The waves that have begun, by id, in a state as Pulumi exports it.

    Each wave's gate is asked, not the campaign: a run that was interrupted may have begun a step in the
    campaign that not every wave has taken.
    """
    resources = (exported.get("deployment") or {}).get("resources") or []
    gates = (each["inputs"] for each in resources if each.get("type") == _GATE)
    return {
        gate["wave"]: StateWave(
            Stage(gate["stage"]),
            gate.get("title", gate["wave"]),
            tuple(gate["platforms"]),
            gate["groupId"],
        )
        for gate in gates
    }


def was_closed(exported: Mapping[str, Any]) -> bool:
    """Whether the campaign is closed in a state as Pulumi exports it."""
    resources = (exported.get("deployment") or {}).get("resources") or []
    return any(
        bool((each.get("inputs") or {}).get("closed")) for each in resources if each.get("type") == _CAMPAIGN
    )
