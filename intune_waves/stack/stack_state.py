"""What a stack's state says of its campaign: the one reading of what Pulumi exports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from intune_waves.campaign.campaign import NEWCOMER_DAYS
from intune_waves.campaign.stage import Stage
from intune_waves.stack import resource_types
from intune_waves.stack.refusal import RefusedError
from intune_waves.step.newcomers import Newcomers
from intune_waves.step.told_days import ToldDays, read_later

_STAGES = {stage.value: stage for stage in Stage}


@dataclass(frozen=True, slots=True)
class StateAdmission:
    """Who was under a wave's enabled policy after the last write, in counts, and what they are counted by.

    `digest` is that of the enforced group's members; `last` is what the last write did.
    """

    enforced_group: str
    excluded: tuple[str, ...] = ()
    newcomer_days: int = NEWCOMER_DAYS
    digest: str | None = None
    admitted: int = 0
    listed: int = 0
    left_out: int = 0
    """People who wait for a day of their own, or were taken out by hand."""
    last: Newcomers = field(default_factory=Newcomers)
    judged_on: str = ""
    """The day of that write, as year-month-day; empty where the state does not say."""


@dataclass(frozen=True, slots=True)
class StateWave:
    """A wave that has begun, as its gate keeps it; `group` is the object id of its group.

    The gate is asked, not the campaign: an interrupted run may have begun a step in the campaign that not
    every wave has taken.
    """

    stage: Stage
    title: str
    platforms: tuple[str, ...] = ()
    group: str | None = None
    period: int = 0
    """The period in which the wave came into its stage; 0 where the state does not say."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    admission: StateAdmission | None = None
    """Who is enforced of it; None before enforce, and where an earlier version has written the state."""

    def known_group(self) -> str:
        """The group, for whoever cannot go on without it. Raises RefusedError where the state names none."""
        if self.group is None:
            raise RefusedError(
                f"{self.title}: the state names no group of it", "./migrate up makes the wave whole"
            )
        return self.group


@dataclass(frozen=True, slots=True)
class PendingOperation:
    """Something that a run has begun and not ended; `action` is the engine's word, such as `creating`."""

    action: str
    type: str
    urn: str
    parent: str | None
    display_name: str


# Many fields: a state says many things of a campaign, and a reader takes the one that it needs.
@dataclass(frozen=True, slots=True)
class StackState:
    """A state in the words of a campaign; `period` is None where no campaign was ever applied."""

    period: int | None = None
    since: datetime | None = None
    stop: str | None = None
    closed: bool = False
    begun: Mapping[str, Stage] = field(default_factory=dict)
    """The stages that the campaign has been told of, also those that a run has not reached."""
    waves: Mapping[str, StateWave] = field(default_factory=dict)
    told: ToldDays = field(default_factory=ToldDays)
    """The days that people have been told."""
    members: Mapping[str, int] = field(default_factory=dict)
    """People in the groups that the campaign fills."""
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """When an object of a wave was last changed."""
    policies: int = 0
    restrictions: int = 0
    pending: Sequence[PendingOperation] = ()
    exported: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What all of it was read from, for the one run that writes it back."""

    @classmethod
    def read(cls, exported: Mapping[str, Any]) -> "StackState":
        """Read a state as Pulumi exports it. What is missing in it stays unknown; nothing is raised."""
        deployment = _mapping(exported.get("deployment"))
        resources = [each for each in _list(deployment.get("resources")) if isinstance(each, Mapping)]
        of_type: dict[str, list[Mapping[str, Any]]] = {}
        for each in resources:
            of_type.setdefault(str(each.get("type")), []).append(each)
        campaign = (of_type.get(resource_types.CAMPAIGN) or [{}])[0]
        outputs = _mapping(campaign.get("outputs"))
        return cls(
            period=_whole(outputs.get("period")),
            since=moment(outputs.get("since")),
            stop=outputs.get("stop") or None,
            closed=bool(_mapping(campaign.get("inputs")).get("closed")),
            begun=dict(_stages(_mapping(outputs.get("stages")))),
            waves=dict(
                _waves(
                    of_type.get(resource_types.STAGE_GATE, []),
                    dict(_admissions(of_type.get(resource_types.ADMISSION, []))),
                )
            ),
            told=_told(_mapping(campaign.get("inputs"))),
            members=dict(_members(of_type.get(resource_types.GROUP_MEMBERSHIP, []))),
            changed=_changed(resources),
            policies=len(of_type.get(resource_types.ACCESS_POLICY, [])),
            restrictions=_restrictions(of_type),
            pending=[*_pending(_list(deployment.get("pending_operations")))],
            exported=exported,
        )


def _restrictions(of_type: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Those that waves share, and those that each wave had of its own before."""
    shared = of_type.get(resource_types.SHARED_RESTRICTIONS, [])
    objects = (_mapping(_mapping(each.get("outputs")).get("objects")) for each in shared)
    return sum(map(len, objects)) + len(of_type.get(resource_types.PLATFORM_RESTRICTION, []))


def moment(text: object) -> datetime | None:
    """The moment that an ISO 8601 text names, in UTC; None for whatever names none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found and (found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))


def _stages(written: Mapping[str, Any]) -> Iterator[tuple[str, Stage]]:
    for wave, name in written.items():
        if name in _STAGES:
            yield wave, _STAGES[name]


def _told(inputs: Mapping[str, Any]) -> ToldDays:
    """What people have been told; nothing where a state of an earlier version says nothing of it."""
    try:
        days = {
            str(wave): {Stage(stage): date.fromisoformat(day) for stage, day in _mapping(each).items()}
            for wave, each in _mapping(inputs.get("days")).items()
        }
        return ToldDays(days, read_later(_mapping(inputs.get("later"))))
    except (AttributeError, KeyError, TypeError, ValueError):
        return ToldDays()


def _admissions(written: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, StateAdmission]]:
    for each in written:
        inputs, outputs = _mapping(each.get("inputs")), _mapping(each.get("outputs"))
        wave, group = inputs.get("wave"), _text(inputs.get("enforcedGroupId"))
        if not isinstance(wave, str) or group is None or inputs.get("stage") != Stage.ENFORCE.value:
            continue
        days = _whole(inputs.get("newcomerDays"))
        yield (
            wave,
            StateAdmission(
                group,
                tuple(map(str, _list(inputs.get("breakGlassIds")))),
                NEWCOMER_DAYS if days is None else days,
                _text(outputs.get("digest")),
                _whole(outputs.get("admitted")) or 0,
                _whole(outputs.get("listed")) or 0,
                (_whole(outputs.get("waiting")) or 0) + (_whole(outputs.get("takenOut")) or 0),
                _newcomers(_mapping(outputs.get("evidence"))),
                _text(_mapping(outputs.get("evidence")).get("judgedOn")) or "",
            ),
        )


def _newcomers(written: Mapping[str, Any]) -> Newcomers:
    try:
        return Newcomers.read(written)
    except (AttributeError, TypeError, ValueError):
        return Newcomers()


def _waves(
    gates: Sequence[Mapping[str, Any]], admissions: Mapping[str, StateAdmission]
) -> Iterator[tuple[str, StateWave]]:
    for each in gates:
        inputs = _mapping(each.get("inputs"))
        wave, stage = inputs.get("wave"), _STAGES.get(str(inputs.get("stage")))
        if stage and isinstance(wave, str):
            yield (
                wave,
                StateWave(
                    stage,
                    str(inputs.get("title") or wave),
                    tuple(map(str, _list(inputs.get("platforms")))),
                    _text(inputs.get("groupId")),
                    _whole(inputs.get("period")) or 0,
                    _mapping(inputs.get("evidence")),
                    admissions.get(wave),
                ),
            )


def _members(memberships: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for each in memberships:
        count = _whole(_mapping(each.get("outputs")).get("count"))
        if count is not None and (wave := _wave_of(each)):
            yield wave, count


def _changed(resources: Sequence[Mapping[str, Any]]) -> dict[str, datetime]:
    newest: dict[str, datetime] = {}
    for each in resources:
        wave, when = _wave_of(each), moment(each.get("modified"))
        if wave and when and (wave not in newest or newest[wave] < when):
            newest[wave] = when
    return newest


def _wave_of(resource: Mapping[str, Any]) -> str | None:
    """The wave that a resource belongs to, by the component that it stands under."""
    kind, _, name = str(resource.get("parent", "")).rpartition("::")
    return name if kind.rpartition("::")[2].endswith(resource_types.WAVE) else None


def _pending(operations: Sequence[Any]) -> Iterator[PendingOperation]:
    for each in operations:
        resource = _mapping(_mapping(each).get("resource"))
        urn = str(resource.get("urn", ""))
        yield PendingOperation(
            action=str(_mapping(each).get("type", "")),
            type=str(resource.get("type", "")),
            urn=urn,
            parent=_text(resource.get("parent")),
            display_name=str(_mapping(resource.get("inputs")).get("displayName", "")),
        )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
