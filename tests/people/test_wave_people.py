"""Who is in a wave by the exports: each person once, and nothing guessed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.exclusion import Exclusion
from intune_waves.campaign.people import (
    DynamicRule,
    EverybodyElse,
    ExistingGroup,
    ListedPeople,
    People,
    Share,
    draw_share,
)
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import AtPeriod
from intune_waves.people.members_export import Members
from intune_waves.people.organisation import Organisation, assemble, read_organisation
from intune_waves.people.users_export import Users, read_users
from intune_waves.people.wave_people import WavePeople, figures_of_waves, people_of_waves
from intune_waves.rehearsal import WaveFigures
from tests.campaign.build import campaign, wave
from tests.people.exports import DEVICES, USERS, device, user, write

IT = DynamicRule('user.department -eq "IT"')


@pytest.fixture
def users(tmp_path: Path) -> Users:
    """Ten people, the even ones in IT, a guest and a break-glass account."""
    people = [user(f"p{n}", department="Sales" if n % 2 else "IT") for n in range(10)]
    others = [user("guest", userType="Guest"), user("breakglass1")]
    return read_users(write(tmp_path / "users.csv", USERS, [*people, *others]), "users.csv")


def _draw(users: Users, *waves: People, folder: Path = Path(), **groups: list[str]) -> list[WavePeople]:
    members = {
        name.lower(): Members(f"{name}.csv", frozenset(f"{each}@adatum.com" for each in upns))
        for name, upns in groups.items()
    }
    declared = [wave(f"wave-{n}", people=people, start=AtPeriod(n)) for n, people in enumerate(waves, 1)]
    planned = campaign(*declared)
    return list(
        people_of_waves(
            planned, schedule(planned), organisation=assemble(users, None, groups=members), folder=folder
        )
    )


def _names(organisation: Users, found: WavePeople) -> str:
    return " ".join(organisation.people[n].upn.partition("@")[0] for n in found.people)


def test_each_way_to_say_people(users: Users) -> None:
    listed = ListedPeople(4, upns=("p1@adatum.com", "P3@adatum.com", "guest@adatum.com", "none@adatum.com"))
    first, group, rule, rest = _draw(
        users, listed, ExistingGroup("pilot"), IT, EverybodyElse(), Pilot=["p0", "p5", "guest"]
    )
    assert _names(users, first) == "p1 p3"
    assert (first.unknown, first.left_out) == (1, 1)
    assert _names(users, group) == "p0 p5"
    assert (group.unknown, group.left_out) == (0, 1)
    assert _names(users, rule) == "p2 p4 p6 p8"
    assert rule.also_in == (("wave-2", 1),)
    assert _names(users, rest) == "p7 p9"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", '\ufeff"Name";"User Principal Name"\n"P; one";P1@adatum.com\n;\n'),
        ("people.txt", "\ufeff# the pilot\nP1@adatum.com  # first\n\n"),
    ],
)
def test_a_list_in_a_file(users: Users, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    [found] = _draw(users, ListedPeople(1, file=name), folder=tmp_path)
    assert _names(users, found) == "p1"


def test_a_list_whose_file_is_gone_is_inconclusive(users: Users, tmp_path: Path) -> None:
    [found] = _draw(users, ListedPeople(1, file="people.csv"), folder=tmp_path)
    assert found == WavePeople(
        "wave-1", inconclusive="people.csv: there is no such file; correct its name [file-missing]"
    )


def test_a_share_is_drawn_by_object_id_from_whoever_is_left(users: Users) -> None:
    everybody = [f"p{n}" for n in range(10)]
    _, share = _draw(users, IT, Share("everyone", size=3, seed="7"), Everyone=everybody)
    drawn = draw_share([f"id-p{n}" for n in (1, 3, 5, 7, 9)], size=3, seed="7")
    assert sorted(users.people[n].id for n in share.people) == drawn


def test_a_share_is_drawn_by_name_where_there_is_no_object_id(tmp_path: Path) -> None:
    titles = [title for title in USERS if title != "id"]
    users = read_users(write(tmp_path / "users.csv", titles, [user(f"p{n}") for n in range(4)]), "users.csv")
    [share] = _draw(users, Share("everyone", percent=50), Everyone=[f"p{n}" for n in range(4)])
    drawn = draw_share([f"p{n}@adatum.com" for n in range(4)], percent=50)
    assert sorted(users.people[n].upn for n in share.people) == drawn


def test_break_glass_accounts_are_in_no_wave_and_counted_where_one_takes_them(users: Users) -> None:
    rule, rest = _draw(users, DynamicRule('user.userPrincipalName -contains "break"'), EverybodyElse())
    assert (rule.people, rule.break_glass) == ((), 1)
    assert len(rest.people) == 10


def test_what_depends_on_people_who_are_not_known_is_not_known_either(users: Users) -> None:
    match, group, it, share, rest = _draw(
        users,
        DynamicRule('user.department -match "I"'),
        ExistingGroup("Engineering"),
        IT,
        Share("Everyone", size=1),
        EverybodyElse(),
        Everyone=["p1"],
    )
    assert match.inconclusive == "user.department is compared by -match, which is not evaluated offline"
    assert group.inconclusive == (
        "the members of the group Engineering are in no export; add --group 'Engineering=members.csv'"
    )
    assert _names(users, it) == "p0 p2 p4 p6 p8"
    assert share.inconclusive == "it leaves out the people of wave-1, wave-2, who are not known"
    assert rest.inconclusive == "it leaves out the people of wave-1, wave-2, wave-4, who are not known"


ways = st.one_of(
    st.lists(st.sampled_from([f"p{n}@adatum.com" for n in range(12)]), min_size=1, unique=True).map(
        lambda upns: ListedPeople(len(upns), upns=tuple(upns))
    ),
    st.sampled_from([IT, DynamicRule('user.userPrincipalName -contains "3"'), ExistingGroup("Pilot")]),
    st.builds(
        lambda size, seed: Share("Pilot", size=size, seed=seed), st.integers(1, 5), st.text(max_size=2)
    ),
)


@settings(deadline=None)
@given(waves=st.lists(ways, max_size=5), members=st.lists(st.sampled_from([f"p{n}" for n in range(10)])))
def test_nobody_is_lost_or_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, waves: list[People], members: list[str]
) -> None:
    rows = [user(f"p{n}", department="Sales" if n % 2 else "IT") for n in range(10)]
    path = write(tmp_path_factory.mktemp("users") / "users.csv", USERS, rows)
    users = read_users(path, "users.csv")
    found = _draw(users, *waves, EverybodyElse(), Pilot=members)
    counted = [n for each in found for n in each.people]
    assert sorted(counted) == list(range(10))
    for each, people in zip(found, waves, strict=False):
        if isinstance(people, ListedPeople):
            assert len(each.people) + each.unknown + sum(n for _, n in each.also_in) == people.count


def test_an_organisation_may_be_empty() -> None:
    planned = campaign(wave(people=EverybodyElse()))
    [found] = people_of_waves(
        planned, schedule(planned), organisation=Organisation(Users("users.csv")), folder=Path()
    )
    assert found.people == ()


def test_devices_are_counted_by_the_person_they_belong_to(tmp_path: Path) -> None:
    people = [user("a", department="IT"), user("b", department="IT"), user("c", department="IT"), user("d")]
    machines = [
        device("1", "a"),
        device("2", "a", Compliance="Not Compliant"),
        device("3", "b", Compliance="Not Compliant"),
        device("4", "c", **{"Managed by": "Jamf"}),
    ]
    organisation = read_organisation(
        write(
            tmp_path / "users.csv",
            USERS,
            [*people, user("breakglass1"), user("breakglass2", accountEnabled="False")],
        ),
        write(tmp_path / "devices.csv", DEVICES, machines),
    )
    planned = campaign(
        wave("pilot", people=DynamicRule('user.department -eq "IT"')),
        wave("group", people=ExistingGroup("Sales"), start=AtPeriod(3), size=40),
        wave("rest", people=EverybodyElse(), start=AtPeriod(4)),
    )
    found = people_of_waves(planned, schedule(planned), organisation=organisation, folder=tmp_path)
    figures = figures_of_waves(planned, found, organisation=organisation)
    assert figures.waves == {
        "pilot": WaveFigures(3, "counted", covered=0, enrolled=2, losing_a_device=1, elsewhere=1),
        "group": WaveFigures(
            40,
            "declared",
            inconclusive="the members of the group Sales are in no export; add --group 'Sales=members.csv'",
        ),
        "rest": WaveFigures(
            None, "unknown", inconclusive="it leaves out the people of group, who are not known"
        ),
    }
    assert figures.break_glass == {"breakglass1@adatum.com": True, "breakglass2@adatum.com": False}
    assert not figures.complete


def test_an_excluded_account_is_in_no_wave(tmp_path: Path) -> None:
    people = [user("a", department="IT"), user("sync", department="IT"), user("b"), user("room")]
    organisation = read_organisation(write(tmp_path / "users.csv", USERS, people))
    left_out = tuple(
        Exclusion(f"{name}@adatum.com", "No person.", "Megan Bowen") for name in ("sync", "room")
    )
    planned = replace(
        campaign(
            wave("pilot", people=DynamicRule('user.department -eq "IT"')),
            wave("rest", people=EverybodyElse(), start=AtPeriod(4)),
        ),
        exclusions=left_out,
    )
    found = people_of_waves(planned, schedule(planned), organisation=organisation, folder=tmp_path)
    upns = [[organisation.users.people[n].upn for n in each.people] for each in found]
    assert upns == [["a@adatum.com"], ["b@adatum.com"]]
