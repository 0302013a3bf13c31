"""Every way to say people is one source, and a sixth touches the three files that its recipe names."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intune_waves.campaign import people as campaign_people
from intune_waves.campaign.people import EverybodyElse, ListedPeople, People, Share
from intune_waves.people import sources
from intune_waves.people.sources import (
    FILLED,
    SOURCES,
    SourceInputs,
    filled_source_of,
    source_of,
    sources_told,
)

PROJECT = Path(__file__).resolve().parents[2]


def test_every_way_to_say_people_is_one_source() -> None:
    ways = {
        each
        for each in vars(campaign_people).values()
        if isinstance(each, type) and issubclass(each, People) and each is not People
    }
    assert {source.people for source in SOURCES} == ways
    assert len(SOURCES) == len(ways)


def test_every_filled_source_has_an_input_of_its_own() -> None:
    assert [source.input for source in FILLED] == [*SourceInputs.__annotations__]


def test_a_source_is_found_by_people_and_by_inputs() -> None:
    assert isinstance(source_of(ListedPeople(2)), sources.ListSource)
    assert sources_told({"groupId": "g", "share": {}}) == [filled_source_of(Share("IT", size=1))]
    assert sources_told({"groupId": "g"}) == []


@pytest.mark.parametrize(
    ("people", "written"),
    [
        (ListedPeople(2, file="waves/people/a.csv"), "waves/people/a.csv"),
        (ListedPeople(1, upns=("a@adatum.com",)), "waves/pilot.yaml"),
        (Share("IT", size=5), {"groupId": "id-IT", "size": 5, "percent": None, "seed": "0"}),
        (EverybodyElse(), {}),
    ],
)
def test_the_provider_is_told_where_people_come_from_and_nobody_s_name(
    people: People, written: object
) -> None:
    source = filled_source_of(people)
    assert source is not None
    assert source.written(people, "pilot", group_id=lambda group: f"id-{group}") == written


SIXTH = {
    "intune_waves/campaign/people.py": [
        (
            "def is_object_id",
            """@dataclass(frozen=True, slots=True)
class Domain(People):
    \"\"\"Everybody whose user principal name is in a domain.\"\"\"

    domain: str
    words: ClassVar[str] = "a domain"


""",
        )
    ],
    "intune_waves/people/sources.py": [
        ("    DynamicRule,\n    EverybodyElse,\n", "    Domain,\n"),
        (
            "UNKNOWN_SHOWN = ",
            """    domain: str
    \"\"\"Everybody whose user principal name is in this domain.\"\"\"


""",
        ),
        (
            "SOURCES: ",
            """class DomainSource(FilledSource[Domain]):
    people = Domain
    input = "domain"

    def offline(self, people: Domain, exports: Exports) -> Found:
        rule = f'user.userPrincipalName -contains "@{people.domain}"'
        return Found(exports.free(exports.matching(rule)))

    def written(self, people: Domain, wave_id: str, *, group_id: Callable[[str], Any]) -> str:
        return people.domain

    async def in_graph(self, filling: Filling) -> set[str]:
        # Here: who rehearses on exports does not wait for the client.
        from intune_waves.graph.client.collection import PEOPLE, counted_ids

        domain = filling.inputs[self.input]
        path = f"/users?$filter=endswith(userPrincipalName,'@{domain}')&$select=id&$top=999"
        found = await counted_ids(filling.client, path, about=f"the domain {domain}", nouns=PEOPLE)
        return found - set(filling.left_out)


""",
        ),
        ("    RestSource(),\n", "    DomainSource(),\n"),
    ],
    "intune_waves/declarations/people_declaration.py": [
        ("    DynamicRule,\n    EverybodyElse,\n", "    Domain,\n"),
        (
            '    @model_validator(mode="after")\n    def _one_way',
            '    domain: GroupName | None = Field(default=None, description="Everybody in a domain.")\n\n',
        ),
        ('    "listed": _listed,\n', '    "domain": lambda domain, _: Domain(domain),\n'),
    ],
}
"""What is put before which line of which file."""

WALK = """
import asyncio
from pathlib import Path

import pulumi

from components.target_group import target_group
from components.tenant_lookup import Lookups
from intune_waves import declarations
from intune_waves.campaign.schedule import schedule
from intune_waves.people.organisation import assemble
from intune_waves.people.users_export import read_users
from intune_waves.people.wave_people import people_of_waves
from intune_waves.provider.kinds.group_membership import GroupMembershipKind
from intune_waves.provider.protocol.schema import schema
from tests.components.recording import Recording
from tests.declarations.folder import write
from tests.graph.fake_graph import FakeCarrier, batch_answer, id_of
from intune_waves.graph.client.answer import Answer
from intune_waves.observing.connection import Connection
from tests.people.exports import USERS, user
from tests.people.exports import write as export

WAVE = "title: Fabrikam\\npeople: {domain: fabrikam.com}\\nstart: {period: 1}\\n"

# Declared.
write(Path("waves"), {"fabrikam.yaml": WAVE})
campaign = declarations.load(Path("waves"))
(wave,) = campaign.waves
assert wave.people.words == "a domain" and wave.people.declared_size is None

# Offline.
people = [user("a"), user("b", userPrincipalName="b@fabrikam.com")]
users = read_users(export(Path("users.csv"), USERS, people), "users.csv")
(found,) = people_of_waves(
    campaign, schedule(campaign), organisation=assemble(users, None, groups={}), folder=Path()
)
assert [users.people[n].upn for n in found.people] == ["b@fabrikam.com"]

# The program.
recording = Recording()
pulumi.runtime.set_mocks(recording)
pulumi.runtime.test(
    lambda: target_group(
        wave, earlier=[], break_glass_ids=["glass"], lookups=Lookups(), opts=pulumi.ResourceOptions()
    )
    and None
)()
(inputs,) = recording.of_type("GroupMembership")
assert inputs == {
    "groupId": "id-of-fabrikam", "domain": "fabrikam.com", "exceptGroupIds": [], "exceptUserIds": ["glass"]
}

# The provider.
assert "domain" in schema("1")["resources"]["intune:index:GroupMembership"]["inputProperties"]


def respond(request):
    if request.method == "POST":
        return batch_answer(request, lambda item: written.append(item["body"]) or Answer(204))
    ids = ["b", "c"] if "endswith" in request.path else []
    return Answer(200, {}, {"value": [{"id": id_of(each)} for each in ids], "@odata.count": len(ids)})


async def fill():
    connection = Connection({})
    connection._client = FakeCarrier(respond).client()
    kind = GroupMembershipKind(connection)
    declared = {**inputs, "exceptUserIds": [id_of("c")]}
    checked = await kind.check(None, declared)
    assert checked.failures == []
    _, state = await kind.create("urn", checked.inputs)
    assert state["count"] == 1
    again = await kind.check(declared, declared)
    assert kind.changes(state, again.inputs) == {}


written = []
asyncio.run(fill())
((link,),) = [body["members@odata.bind"] for body in written]
assert link.endswith(id_of("b"))
print("walked")
"""


def test_a_sixth_source_touches_three_files(tmp_path: Path) -> None:
    recipe = re.findall(r"`(intune_waves/[\w/]+\.py)`|this file", sources.__doc__ or "")
    assert [path or "intune_waves/people/sources.py" for path in recipe[:3]] == [*SIXTH]
    for room in ("components", "docs", "intune_waves", "waves"):
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name, insertions in SIXTH.items():
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        for before, added in insertions:
            assert text.count(before) == 1, before
            text = text.replace(before, added + before)
        path.write_text(text, encoding="utf-8")
    shutil.rmtree(tmp_path / "waves")
    (tmp_path / "walk.py").write_text(WALK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT}"}
    for command in (["-m", "intune_waves.provider.written_contract"], ["walk.py"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout == "walked\n"
    assert "domain: pulumi.Input[str]" in (tmp_path / "components" / "intune.py").read_text(encoding="utf-8")
