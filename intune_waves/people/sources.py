"""The five sources of people, one class each.

To add a sixth source, touch three files:

1. `intune_waves/campaign/people.py`: its value, a frozen dataclass below `People`, with what the domain asks
   of it (`words` at least);
2. this file: its class, below `FilledSource` where the provider fills the wave's group and below `Source`
   where the tenant does, and an object of it in `SOURCES`. A `FilledSource` has a line in `SourceInputs` by
   which the provider is told of it; schema, checks and the program's resource follow from that;
3. `intune_waves/declarations/people_declaration.py`: its key under `people`, and the line of `_MADE` that
   turns the declared value into the domain's.

Then `python -m intune_waves.declarations.schema --write` renews the schema for editors, and the tests of
docs/waves.md and docs/provider.md ask for the rows that tell people of it. `tests/people/test_sources.py`
follows this recipe to the letter.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Required, TypedDict

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.people import (
    DynamicRule,
    EverybodyElse,
    ExistingGroup,
    ListedPeople,
    People,
    Share,
    draw_share,
)
from intune_waves.campaign.place import Place
from intune_waves.people.people_file import PeopleError, PeopleFile, whole
from intune_waves.people.source import Exports, FilledSource, Filling, Found, Named, Source

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient


class ShareInputs(TypedDict, total=False):
    """A stable part of an existing group."""

    groupId: Required[str]
    """The group of which a part is taken; groups inside it count."""
    size: int
    """How many people are taken."""
    percent: float
    """How much of the group is taken, instead of size."""
    seed: str
    """Another seed takes another stable part."""


class SourceInputs(TypedDict, total=False):
    """The inputs of `intune:index:GroupMembership` of which one says who belongs to the group."""

    peopleFile: str
    """A CSV or text file of user principal names, relative to the project."""
    share: ShareInputs
    """A stable part of an existing group."""
    remainder: dict[str, str]
    """An empty mapping: every enabled member user of the tenant."""


UNKNOWN_SHOWN = 10
"""Unknown people that one message tells; a wrong list is wrong once."""


class ListSource(FilledSource[ListedPeople]):
    """People named one by one: in a file, or in the wave's own file."""

    people = ListedPeople
    input = "peopleFile"
    leaves_out_others = False

    def names(self, people: ListedPeople, folder: Path) -> frozenset[str]:
        """The listed names."""
        if people.file is None:
            return frozenset(upn.lower() for upn in people.upns)
        return frozenset(whole(folder / people.file, people.file).lines)

    def offline(self, people: ListedPeople, exports: Exports) -> Found:
        """Those of the names that the users export has."""
        return exports.named(self.names(people, exports.folder))

    def written(self, people: ListedPeople, wave_id: str, *, group_id: Callable[[str], Any]) -> str:
        """The path of the file; the names themselves are on no wire."""
        return people.file or f"waves/{wave_id}.yaml"

    def list_file(self, people: ListedPeople, wave_id: str) -> str:
        """The file itself."""
        return self.written(people, wave_id, group_id=str)

    def named(self, value: str) -> Named:
        """The names in the file."""
        file = whole(Path(value), value)
        return Named(file.digest, len(file.lines))

    async def look_up(self, client: "GraphClient", value: str) -> Mapping[str, str]:
        """Object id by name."""
        return await _ids(client, whole(Path(value), value))

    async def in_graph(self, filling: Filling) -> set[str]:
        """Everybody in the file, which must be as it was when the inputs were checked."""
        path = filling.inputs[self.input]
        file = whole(Path(path), path)
        if file.digest != filling.inputs.get("sourceDigest"):
            raise PeopleError(
                [
                    Complaint(
                        rule="people-file",
                        where=Place(path),
                        what="the file was changed after the plan was made",
                        next_step="run the command again",
                    )
                ]
            )
        known = filling.known if filling.known is not None else await _ids(filling.client, file)
        return set(known.values()) - set(filling.left_out)


class RuleSource(Source[DynamicRule]):
    """Whom a membership rule selects; the tenant keeps the group filled."""

    people = DynamicRule

    def offline(self, people: DynamicRule, exports: Exports) -> Found:
        """Whom the rule selects in the users export."""
        return Found(exports.matching(people.rule))


class GroupSource(Source[ExistingGroup]):
    """Everybody in a group that the tenant had before."""

    people = ExistingGroup

    def offline(self, people: ExistingGroup, exports: Exports) -> Found:
        """The members by the export of the group."""
        return exports.named(exports.members(people.group))


class ShareSource(FilledSource[Share]):
    """A stable part of a group."""

    people = Share
    input = "share"

    def offline(self, people: Share, exports: Exports) -> Found:
        """The part that the tenant would draw: by object id, as it does."""
        candidates = exports.free(exports.named(exports.members(people.group)).people)
        by_id = {exports.id_of(each): each for each in candidates}
        drawn = draw_share(by_id, size=people.size, percent=people.percent, seed=people.seed)
        return Found(sorted(by_id[each] for each in drawn))

    def written(self, people: Share, wave_id: str, *, group_id: Callable[[str], Any]) -> dict[str, Any]:
        """The group and how much of it."""
        return {
            "groupId": group_id(people.group),
            "size": people.size,
            "percent": people.percent,
            "seed": people.seed,
        }

    def complaints(self, value: Any) -> Iterator[Complaint]:
        """A share has one measure."""
        if ("size" in value) == ("percent" in value):
            yield Complaint(rule="share-measure", what="write exactly one of size and percent")

    async def in_graph(self, filling: Filling) -> set[str]:
        """The part; members who are still eligible stay in it. A share of nobody is refused."""
        # Here: who rehearses on exports does not wait for the client.
        from intune_waves.graph.group_membership import enabled_people_of_group

        share = filling.inputs[self.input]
        candidates = await enabled_people_of_group(filling.client, share["groupId"]) - set(filling.left_out)
        found = draw_share(
            candidates,
            size=share.get("size"),
            percent=share.get("percent"),
            seed=share.get("seed", "0"),
            keep=filling.existing,
        )
        if not found:
            what = f"the group {share['groupId']} has no enabled person that no earlier wave has taken"
            raise PeopleError(
                [
                    Complaint(
                        rule="share-empty", path="share", what=what, next_step="check its id and its members"
                    )
                ]
            )
        return set(found)


class RestSource(FilledSource[EverybodyElse]):
    """Whoever is in no other wave."""

    people = EverybodyElse
    input = "remainder"

    def offline(self, people: EverybodyElse, exports: Exports) -> Found:
        """Everybody whom no earlier wave has."""
        return Found(exports.free(exports.everybody()))

    def written(
        self, people: EverybodyElse, wave_id: str, *, group_id: Callable[[str], Any]
    ) -> dict[str, Any]:
        """Nothing has to be said."""
        return {}

    async def in_graph(self, filling: Filling) -> set[str]:
        """Every enabled member of the tenant who is not left out."""
        # Here: who rehearses on exports does not wait for the client.
        from intune_waves.graph.user import enabled_members_of_tenant

        return await enabled_members_of_tenant(filling.client) - set(filling.left_out)


SOURCES: tuple[Source[Any], ...] = (
    ListSource(),
    RuleSource(),
    GroupSource(),
    ShareSource(),
    RestSource(),
)
"""Every source of people."""
FILLED: tuple[FilledSource[Any], ...] = tuple(each for each in SOURCES if isinstance(each, FilledSource))
"""Those of them that the provider fills groups from."""
_BY_PEOPLE: Mapping[type[People], Source[Any]] = {each.people: each for each in SOURCES}


def source_of(people: People) -> Source[Any]:
    """The source that a wave's people come from."""
    return _BY_PEOPLE[type(people)]


def filled_source_of(people: People) -> FilledSource[Any] | None:
    """The same where the provider fills the wave's group; None where the tenant does."""
    return next((each for each in FILLED if each.people is type(people)), None)


def list_file(people: People, wave_id: str) -> str | None:
    """The file whose lines name the people of a wave one by one; None for all other sources."""
    source = filled_source_of(people)
    return source.list_file(people, wave_id) if source else None


async def unknown_people(client: "GraphClient", list_file: str) -> PeopleError | None:
    """What is wrong with a list: the lines of those whom the tenant does not know. Raises GraphError."""
    try:
        await _ids(client, whole(Path(list_file), list_file))
    except PeopleError as error:
        return error
    return None


def sources_told(inputs: Mapping[str, Any]) -> list[FilledSource[Any]]:
    """The sources that the inputs of a GroupMembership name: one, if they are right."""
    return [each for each in FILLED if each.input in inputs]


async def desired_people(
    client: "GraphClient",
    inputs: Mapping[str, Any],
    *,
    existing: Collection[str],
    known: Mapping[str, str] | None = None,
) -> set[str]:
    """Who shall be in a group, by the inputs of its GroupMembership, which name one source: object ids.

    Members of `existing` who are still eligible for a share stay in it. `known` are ids by name when they
    were looked up already. Raises PeopleError for people that the tenant does not know, for a share that
    finds nobody and for fewer people than expected; GraphError.
    """
    # Here: who rehearses on exports does not wait for the client.
    from intune_waves.graph.group_membership import people_of_groups

    left_out = set(inputs.get("exceptUserIds", []))
    left_out |= await people_of_groups(client, inputs.get("exceptGroupIds", []))
    (source,) = sources_told(inputs)
    found = await source.in_graph(Filling(client, inputs, existing, left_out, known))
    expected = inputs.get("expectedSize")
    if expected is not None and len(found) < expected:
        raise PeopleError(
            [
                Complaint(
                    rule="expected-size",
                    path="expectedSize",
                    what=f"got {len(found)} people, expected at least {expected}",
                    next_step="check who is left out, or lower the size",
                )
            ]
        )
    return found


async def _ids(client: "GraphClient", file: PeopleFile) -> dict[str, str]:
    # Here: who rehearses on exports does not wait for the client.
    from intune_waves.graph.user import resolve_names

    found = await resolve_names(client, list(file.lines))
    unknown = [
        Complaint(
            rule="person-unknown",
            where=Place(file.shown, line),
            what=f"the tenant has no user {name}",
            got=name,
            next_step="correct the name, or take the line out",
        )
        for name, line in file.lines.items()
        if name not in found
    ]
    if unknown:
        raise PeopleError(unknown, most=UNKNOWN_SHOWN)
    return found
