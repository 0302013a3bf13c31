"""The waves as a stack's state knows them: which stage each is in, and which group is its."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migration.stage import Stage

_CAMPAIGN = "intune:index:Campaign"
_GATE = "intune:index:StageGate"


@dataclass(frozen=True, slots=True)
class StateWaves:
    """What the last step left, by wave id; nothing where no step was taken yet."""

    stages: Mapping[str, Stage]
    titles: Mapping[str, str]
    platforms: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, str]
    """The object id of each wave's group."""

    def stage(self, wave_id: str) -> Stage:
        """The stage in force; planned for a wave that the state does not know."""
        return self.stages.get(wave_id, Stage.PLANNED)


def state_waves(exported: Mapping[str, Any]) -> StateWaves:
    """The waves of a state as Pulumi exports it."""
    resources = (exported.get("deployment") or {}).get("resources") or []
    campaign = next(_inputs(resources, _CAMPAIGN), {})
    waves = campaign.get("waves") or []
    return StateWaves(
        stages={wave: Stage(stage) for wave, stage in (campaign.get("stages") or {}).items()},
        titles={wave["id"]: wave["title"] for wave in waves},
        platforms={wave["id"]: tuple(wave["platforms"]) for wave in waves},
        groups={gate["wave"]: gate["groupId"] for gate in _inputs(resources, _GATE)},
    )


def _inputs(resources: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    return (each.get("inputs") or {} for each in resources if each.get("type") == kind)
