import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.messages import Recipient
from intune_waves.messages.inert import one_line
from intune_waves.messages.period_files import recipients_table


def test_people_stand_in_the_order_of_their_names() -> None:
    people = [Recipient("b@adatum.com", 'Bo "B", Bo'), Recipient("a@adatum.com", "Åsa")]
    assert recipients_table(people) == (
        'userPrincipalName,displayName\na@adatum.com,Åsa\nb@adatum.com,"Bo ""B"", Bo"\n'
    )


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "\uff1d1"])
def test_no_cell_is_a_formula(name: str) -> None:
    table = recipients_table([Recipient("=1@adatum.com", name)])
    (_, cells) = csv.reader(StringIO(table))
    assert cells == ["'=1@adatum.com", f"'{name.strip()}"]


@given(name=st.text(max_size=40))
def test_any_name_is_one_cell_of_one_line(name: str) -> None:
    table = recipients_table([Recipient("a@adatum.com", name)])
    assert table.count("\n") == 2
    (_, cells) = csv.reader(StringIO(table))
    assert cells[1].removeprefix("'") == one_line(name).removeprefix("'")
