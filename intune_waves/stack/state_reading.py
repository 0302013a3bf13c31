"""What a report takes from a stack's state, as Pulumi exports it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intune_waves.campaign.stage import Stage
from intune_waves.report.days import moment

_CAMPAIGN = "intune:index:Campaign"
_GATE = "intune:index:StageGate"
_MEMBERSHIP = "intune:index:GroupMembership"
_POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
_RESTRICTION = "intune:index:PlatformRestriction"
_WAVE = "intune-waves:index:Wave"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """A wave's gate as the state keeps it: the stage, the period that it came into it, the evidence."""

    stage: Stage
    title: str
    period: int
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StateFacts:
    """A state in the words of a campaign; `period` is None where no campaign was ever applied."""

    period: int | None = None
    since: datetime | None = None
    stop: str | None = None
    begun: Mapping[str, Stage] = field(default_factory=dict)
    """The stages that the campaign has been told of, also those that a run has not reached."""
    gates: Mapping[str, GateFacts] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    """People in the groups that the campaign fills."""
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """When an object of a wave was last changed."""
    policies: int = 0
    restrictions: int = 0
    pending: int = 0
    """Operations that a run has begun and not ended."""


def read_state(exported: Mapping[str, Any]) -> StateFacts:
    """The facts of an exported state. What is missing in it stays unknown; nothing is raised."""
    deployment = _mapping(exported.get("deployment"))
    resources = [each for each in _list(deployment.get("resources")) if isinstance(each, Mapping)]
    of_type: dict[str, list[Mapping[str, Any]]] = {}
    for each in resources:
        of_type.setdefault(str(each.get("type")), []).append(each)
    campaign = _mapping((of_type.get(_CAMPAIGN) or [{}])[0].get("outputs"))
    period = campaign.get("period")
    return StateFacts(
        period=int(period) if isinstance(period, int | float) else None,
        since=moment(campaign.get("since")),
        stop=campaign.get("stop") or None,
        begun=dict(_stages(_mapping(campaign.get("stages")))),
        gates=dict(_gates(of_type.get(_GATE, []))),
        members=dict(_members(of_type.get(_MEMBERSHIP, []))),
        changed=_changed(resources),
        policies=len(of_type.get(_POLICY, [])),
        restrictions=len(of_type.get(_RESTRICTION, [])),
        pending=len(_list(deployment.get("pending_operations"))),
    )


def _stages(written: Mapping[str, Any]) -> Iterator[tuple[str, Stage]]:
    known = {stage.value: stage for stage in Stage}
    for wave, name in written.items():
        if name in known:
            yield wave, known[name]


def _gates(resources: list[Mapping[str, Any]]) -> Iterator[tuple[str, GateFacts]]:
    known = {stage.value: stage for stage in Stage}
    for each in resources:
        inputs = _mapping(each.get("inputs"))
        stage = known.get(str(inputs.get("stage")))
        if stage and isinstance(inputs.get("wave"), str):
            wave = inputs["wave"]
            period = inputs.get("period")
            yield (
                wave,
                GateFacts(
                    stage,
                    str(inputs.get("title", wave)),
                    int(period) if isinstance(period, int | float) else 0,
                    _mapping(inputs.get("evidence")),
                ),
            )


def _members(resources: list[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for each in resources:
        count = _mapping(each.get("outputs")).get("count")
        if isinstance(count, int | float) and (wave := _wave_of(each)):
            yield wave, int(count)


def _changed(resources: list[Mapping[str, Any]]) -> dict[str, datetime]:
    newest: dict[str, datetime] = {}
    for each in resources:
        wave, when = _wave_of(each), moment(each.get("modified"))
        if wave and when and (wave not in newest or newest[wave] < when):
            newest[wave] = when
    return newest


def _wave_of(resource: Mapping[str, Any]) -> str | None:
    """The wave that a resource belongs to, by the component that it stands under."""
    kind, _, name = str(resource.get("parent", "")).rpartition("::")
    return name if kind.rpartition("::")[2].endswith(_WAVE) else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
