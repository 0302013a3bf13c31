"""A situation as data: from where it begins, what happens, and what is right then.

Each file of `tests/situations` is one sentence of the table of what must hold. Unknown keys are errors, and a
situation that expects nothing is none.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

FOLDER = Path(__file__).resolve().parents[1] / "situations"
Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class People(_Strict):
    """So many people of a department, in the directory's order; `skip` of them are passed over."""

    department: str
    count: Count
    skip: Count = 0


class Campaign(_Strict):
    """A campaign to begin from: the tenant's people, the waves folder's files, and its lists of people."""

    people: Count
    files: Mapping[str, str]
    lists: Mapping[str, People] = {}


class Right(_Strict):
    """What must hold, by the tenant's own word. What is left out is not asked; each that is given is."""

    enforced: Count | None = None
    """How many people are under an enabled policy."""
    locked_out: Count | None = None
    """How many of them have no compliant device."""
    newly_enforced: Count | None = None
    """How many people came under an enabled policy at any time since the situation began."""
    newly_locked_out: Count | None = None
    """How many of those had no compliant device when they came."""
    once: bool | None = None
    """Whether each group and each policy of our names is there once, and none bears a passing name."""
    policies: Mapping[str, Literal["enabled", "report-only", "gone"]] = {}
    """The state of every policy of that wave."""
    platforms: Mapping[str, list[str]] = {}
    """The platforms on which the wave's policy asks, in the order of their names."""
    exclusions: Mapping[str, Count] = {}
    """How many accounts the wave's policy leaves out by name."""
    members: Mapping[str, Count] = {}
    """How many members the group of that name has."""
    left: Literal["nothing"] | None = None
    """Whether the tenant has nothing of ours any more."""
    unassigned_devices: Literal["compliant", "noncompliant"] | None = None
    """What the tenant takes a device without a policy for."""
    period: str | None = None
    """The period that the stack's file says."""

    @model_validator(mode="after")
    def _something(self) -> "Right":
        if not self.model_fields_set:
            raise ValueError("it expects nothing")
        return self


class Meeting(_Strict):
    """The `nth` request whose method and path are like these, as globs: when it was answered."""

    method: str
    path: str
    nth: Annotated[int, Field(ge=1)] = 1


class Command(_Strict):
    """What a person types, and how it ends."""

    migrate: list[str] | None = None
    pulumi: list[str] | None = None
    code: int | Literal["any", "failed"] = 0
    says: list[str] = []
    never_says: list[str] = []
    killed_at: Meeting | None = None
    """The run and all its processes are killed with signal 9 then."""
    killed_when_free: bool = False
    """The run is ended as soon as nobody is enforced: it may go on for long where things are out of order."""

    @model_validator(mode="after")
    def _one(self) -> "Command":
        if (self.migrate is None) == (self.pulumi is None):
            raise ValueError("either migrate or pulumi")
        return self


class Each(_Strict):
    """So many members of a group, or all restrictions, one after the other: `<each>` is one's id."""

    members_of: str | None = None
    count: Count = 0
    restrictions: bool = False


class Hand(_Strict):
    """A request of somebody in the portal; `<group N>`, `<policy W>`, `<user U>` stand for an object's id."""

    hand: str
    body: Any = None
    each: Each | None = None


class Faults(_Strict):
    """How the tenant misbehaves from now on, in the form of its own fault files; {} ends it."""

    faults: dict[str, Any]


class Days(_Strict):
    """Days that pass in the tenant; with `periods` people act as they are asked to."""

    days: Count


class Write(_Strict):
    """Files of the project, written anew."""

    write: Mapping[str, str]


class Replace(_Strict):
    """One text in a file of the project by another; it must be there."""

    replace: str
    old: str
    new: str


class ListPeople(_Strict):
    """A list of people, written anew."""

    people: str
    of: list[People]


class Join(_Strict):
    """So many people come to the organisation, with a computer each that nobody has enrolled."""

    join: Annotated[int, Field(ge=1)]


class Control(_Strict):
    """One of the tenant's own controls, such as `POST reset`."""

    control: str
    body: Any = None


class MakeGroup(_Strict):
    """A group of somebody else's."""

    group: str
    of: list[People]


class Devices(_Strict):
    """Of the people of a group only so many have a compliant device from now on."""

    devices_of: str
    compliant: Count


class Disk(_Strict):
    """The backend lies on a disk with so many KB left; null gives it room again."""

    disk_kb: Count | None


class Keep(_Strict):
    """A person keeps a file for later; `<state>` is the stack's state."""

    keep: str


class PutBack(_Strict):
    """The file is put back as it was kept."""

    put_back: str


class Copy(_Strict):
    """A file of the project is copied."""

    copied: str
    to: str


class CutOff(_Strict):
    """Only that share of a file is left."""

    cut_off: str
    share: Annotated[float, Field(ge=0, le=1)]


class Now(_Strict):
    """What must hold in the middle of a situation."""

    right: Right


class Way(_Strict):
    """Where one of the situation's ways is gone."""

    way: Literal[True]


_VERBS: Mapping[str, type[_Strict]] = {
    "migrate": Command,
    "pulumi": Command,
    "hand": Hand,
    "faults": Faults,
    "days": Days,
    "write": Write,
    "replace": Replace,
    "people": ListPeople,
    "group": MakeGroup,
    "devices_of": Devices,
    "disk_kb": Disk,
    "keep": Keep,
    "put_back": PutBack,
    "copied": Copy,
    "cut_off": CutOff,
    "join": Join,
    "control": Control,
    "right": Now,
    "way": Way,
}


def _verb(step: Any) -> str | None:
    found = [verb for verb in _VERBS if isinstance(step, dict) and verb in step]
    return _VERBS[found[0]].__name__ if found else None


Step = Annotated[
    Annotated[Command, Tag("Command")]
    | Annotated[Hand, Tag("Hand")]
    | Annotated[Faults, Tag("Faults")]
    | Annotated[Days, Tag("Days")]
    | Annotated[Write, Tag("Write")]
    | Annotated[Replace, Tag("Replace")]
    | Annotated[ListPeople, Tag("ListPeople")]
    | Annotated[MakeGroup, Tag("MakeGroup")]
    | Annotated[Devices, Tag("Devices")]
    | Annotated[Disk, Tag("Disk")]
    | Annotated[Keep, Tag("Keep")]
    | Annotated[PutBack, Tag("PutBack")]
    | Annotated[Copy, Tag("Copy")]
    | Annotated[CutOff, Tag("CutOff")]
    | Annotated[Join, Tag("Join")]
    | Annotated[Control, Tag("Control")]
    | Annotated[Now, Tag("Now")]
    | Annotated[Way, Tag("Way")],
    Discriminator(_verb),
]


About = Literal[
    "newcomers",
    "handed over",
    "parts of a step",
    "reviewed",
    "calendar",
    "way out",
    "by hand",
    "refused in the middle",
    "somebody left",
    "second stack",
    "made once",
    "full disk",
    "closing",
    "end",
    "asked more",
]
"""The rows of the table: what a situation is about."""


class Begins(_Strict):
    """A campaign of `campaigns/`, with that period in force."""

    campaign: str
    period: Annotated[int, Field(ge=0, le=4)]


class Situation(_Strict):
    """One sentence of the table, walked by each of its `ways`."""

    sentence: str
    about: About
    begins: Begins
    steps: Annotated[list[Step], Field(min_length=1)]
    ways: Mapping[str, list[Step]] = {}
    right: Right

    @model_validator(mode="after")
    def _ways_are_gone(self) -> "Situation":
        if bool(self.ways) != any(isinstance(step, Way) for step in self.steps):
            raise ValueError("ways, and a step `way: true` where they are gone, belong together")
        return self

    def steps_by(self, way: str) -> list[Step]:
        """The steps with those of the way in their place."""
        return [each for step in self.steps for each in (self.ways[way] if isinstance(step, Way) else [step])]


def read(path: Path) -> Situation:
    """The situation in a file. Raises pydantic's ValidationError for whatever is not as declared."""
    return Situation.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def campaign(name: str) -> Campaign:
    """A campaign to begin from, by its file's name."""
    path = FOLDER / "campaigns" / f"{name}.yaml"
    return Campaign.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def files() -> list[Path]:
    """All situations."""
    return sorted(FOLDER.glob("*.yaml"))


def walks(*, every_way: bool) -> Iterator[tuple[Path, str]]:
    """Each situation's file and way; of each only its first way unless `every_way` is asked for."""
    for path in files():
        ways = list(read(path).ways) or [""]
        yield from ((path, way) for way in (ways if every_way else ways[:1]))
