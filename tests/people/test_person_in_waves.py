"""Which waves claim a person by what is declared, and of which nobody can tell yet."""

from pathlib import Path
from typing import Any

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.schedule import schedule
from intune_waves.people.person_in_waves import Declared, declared_waves
from tests.campaign.build import campaign, wave

ADELE = "adele.vance@adatum.com"


def declared(*groups: str, name: str = ADELE, **people: Any) -> Declared:
    planned = campaign(*(wave(wave_id.replace("_", "-"), people=each) for wave_id, each in people.items()))
    return declared_waves(planned, schedule(planned), name=name, groups=groups, folder=Path())


def test_a_list_names_whom_it_names() -> None:
    listed = ListedPeople(1, upns=(ADELE,))
    assert declared(pilot=listed, name=ADELE.upper()) == Declared((("pilot", "its list"),))
    assert declared(pilot=listed, name="alex.wilber@adatum.com") == Declared()


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "waves" / "people" / "pilot.csv"
    file.parent.mkdir(parents=True)
    file.write_text(f"userPrincipalName\n{ADELE}\n")
    pilot = wave(people=ListedPeople(1, file="waves/people/pilot.csv"))
    planned = campaign(pilot)
    found = declared_waves(planned, schedule(planned), name=ADELE, groups=(), folder=tmp_path)
    assert found == Declared((("limited-pilot", "waves/people/pilot.csv"),))


def test_a_group_is_known_by_name_or_id_in_any_case() -> None:
    assert declared("it organisation", pilot=ExistingGroup("IT organisation")).sure[0][0] == "pilot"
    assert declared("other", pilot=ExistingGroup("IT organisation")) == Declared()


def test_of_a_rule_a_share_and_everybody_else_nobody_can_tell() -> None:
    waves: dict[str, Any] = {
        "a": DynamicRule("user.city -eq 'Oslo'"),
        "b": Share("IT", percent=5.0),
        "c": EverybodyElse(),
    }
    assert declared("IT", **waves) == Declared((), ("a", "b", "c"))
    assert declared(**waves) == Declared((), ("a", "c"))
