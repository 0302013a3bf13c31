"""The figures of a wave are counts of its own people."""

from pathlib import Path

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import AtPeriod
from intune_waves.people.organisation import read_organisation
from intune_waves.people.wave_people import figures_of_waves, people_of_waves
from intune_waves.rehearsal import WaveFigures
from tests.campaign.build import campaign, wave
from tests.people.exports import DEVICES, USERS, device, user, write


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
    found = people_of_waves(planned, schedule(planned), organisation, tmp_path)
    figures = figures_of_waves(planned, found, organisation)
    assert figures.waves == {
        "pilot": WaveFigures(3, "counted", covered=1, enrolled=2, elsewhere=1),
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
