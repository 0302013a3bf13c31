"""A list of people is private, and opens in a spreadsheet without doing anything."""

import csv
from pathlib import Path

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.observing.people_list import write_people, write_private
from tests.graph.fake_graph import FakeCarrier, Sent, batch_answer, id_of


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@sum", " =1", "\t=1"])
async def test_a_name_is_no_formula(tmp_path: Path, name: str) -> None:
    found = Answer(200, {}, {"value": [{"id": id_of("1"), "userPrincipalName": name}]})

    def respond(sent: Sent) -> Answer:
        return batch_answer(sent, lambda _: found)

    path = tmp_path / "missing" / "pilot.csv"
    await write_people(
        path, [(id_of("1"), "not compliant"), (id_of("2"), "=1")], client=FakeCarrier(respond).client()
    )
    with path.open(newline="") as file:
        rows = [*csv.reader(file)][1:]
    assert [each[0][:1] for each in rows] == ["'", ""]
    assert [each[2] for each in rows] == ["not compliant", "'=1"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_private_table_is_its_owner_s_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "board.csv"
    path.write_text("older")
    path.chmod(0o644)
    write_private(path, [["name", "why"], ["=cmd()", "+1"]])
    assert path.read_text().splitlines() == ["name,why", "'=cmd(),'+1"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [path]
