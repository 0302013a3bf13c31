from pathlib import Path

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import After
from intune_waves.people.organisation import read_organisation
from intune_waves.people.wave_recipients import WaveRecipients, recipients_of_waves
from tests.campaign.build import campaign, wave
from tests.people.exports import USERS, user, write

LISTED = wave("listed", people=ListedPeople(3, upns=("P2@adatum.com", "p1@adatum.com", "guest@adatum.com")))
REST = wave("rest", people=EverybodyElse(), start=After("listed"))


def test_without_exports_only_listed_people_are_known(tmp_path: Path) -> None:
    (tmp_path / "pilot.csv").write_text("UPN\nb@adatum.com\na@adatum.com\n")
    told = campaign(
        LISTED,
        wave("file", people=ListedPeople(2, file="pilot.csv")),
        wave("gone", people=ListedPeople(1, file="gone.csv")),
        wave("rule", people=DynamicRule('user.country -eq "US"')),
        REST,
    )
    assert recipients_of_waves(told, schedule(told), organisation=None, folder=tmp_path) == {
        "listed": WaveRecipients((("guest@adatum.com", ""), ("p1@adatum.com", ""), ("p2@adatum.com", ""))),
        "file": WaveRecipients((("a@adatum.com", ""), ("b@adatum.com", ""))),
        "gone": WaveRecipients(unknown="gone.csv: there is no such file; correct its name [file-missing]"),
        "rule": WaveRecipients(unknown="the wave lists nobody by name; add --users users.csv"),
        "rest": WaveRecipients(unknown="the wave lists nobody by name; add --users users.csv"),
    }


def test_exports_give_names_and_leave_out_whoever_cannot_sign_in(tmp_path: Path) -> None:
    people = [user(f"p{n}", displayName=f"Person {n}") for n in range(4)]
    people += [user("guest", userType="Guest"), user("breakglass1")]
    organisation = read_organisation(write(tmp_path / "users.csv", USERS, people))
    told = campaign(LISTED, REST)
    found = recipients_of_waves(told, schedule(told), organisation=organisation, folder=tmp_path)
    assert found["listed"] == WaveRecipients(
        (("p1@adatum.com", "Person 1"), ("p2@adatum.com", "Person 2")),
        remarks=("1 person left out: guests and disabled accounts",),
    )
    assert found["rest"].names == (("p0@adatum.com", "Person 0"), ("p3@adatum.com", "Person 3"))


def test_what_the_exports_cannot_tell_is_said(tmp_path: Path) -> None:
    organisation = read_organisation(write(tmp_path / "users.csv", USERS, [user("p1")]))
    told = campaign(wave("group", people=ExistingGroup("IT Department")), LISTED)
    found = recipients_of_waves(told, schedule(told), organisation=organisation, folder=tmp_path)
    assert found["group"].unknown == (
        "the members of the group IT Department are in no export; add --group 'IT Department=members.csv'"
    )
    assert found["listed"].remarks == ("2 people of the list or group not in the users export",)


def test_an_export_without_names_gives_none(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("userPrincipalName\np1@adatum.com\n")
    told = campaign(LISTED)
    found = recipients_of_waves(
        told, schedule(told), organisation=read_organisation(tmp_path / "users.csv"), folder=tmp_path
    )
    assert found["listed"].names == (("p1@adatum.com", ""),)
