import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.messages import Recipient
from intune_waves.messages.days import written
from intune_waves.messages.inert import one_line
from intune_waves.messages.judgement import judge
from intune_waves.messages.period_files import belongs_in, files_of, page, recipients_table
from intune_waves.messages.rendering import render
from intune_waves.messages.template_folder import read_templates
from intune_waves.step.told_days import LaterDays
from tests.messages.adatum import campaign, templates, write


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


def test_a_later_day_is_written_beside_what_people_were_told_before(tmp_path: Path) -> None:
    held = replace(
        campaign(),
        waves=(replace(campaign().waves[0], holds=(Hold("The VPN client breaks", "Megan Bowen", 2, 2),)),),
    )
    planned = schedule(held)
    wave = held.waves[0].id
    later = {wave: LaterDays(2, schedule(campaign()).told_days(wave, held.calendar))}
    body = "---\nsubject: New\n---\n{{ told.enforce | day }} becomes {{ dates.enforce | day }}.\n"
    made = files_of(
        held,
        planned,
        period=2,
        templates=templates(tmp_path / "waves", later=body),
        recipients={},
        later=later,
    )
    names = (f"{wave}.ics", "later.html", "later.txt")
    assert made.files.keys() == {".gitattributes", *(f"{wave}/{name}" for name in names)}
    schedules = (schedule(campaign()), planned)
    before, after = (each.told_days(wave, held.calendar)[Stage.ENFORCE] for each in schedules)
    assert made.files[f"{wave}/later.txt"].decode() == (
        f"New\n\n{written(before, 'en')} becomes {written(after, 'en')}.\n"
    )
    assert belongs_in(held, planned, period=3)(f"{wave}/later.txt")
    assert not belongs_in(held, planned, period=0)(f"{wave}/later.txt")


def test_nobody_who_lacks_the_template_is_asked_for_it_before_somebody_is_to_be_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves")
    (folder / "messages" / "en" / "later.md").unlink()
    told = campaign()
    assert judge(told, schedule(told), templates=read_templates(folder)) == []
    with pytest.raises(MessageError, match=r"has no later\.md .*add .*later\.md"):
        render(
            told,
            schedule(told),
            wave=told.waves[0],
            stage=Stage.INSTRUCT,
            templates=read_templates(folder),
            told={},
        )


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("ar", '<html lang="ar" dir="rtl">'),
        ("he-IL", '<html lang="he-IL" dir="rtl">'),
        ("de", '<html lang="de">'),
    ],
)
def test_a_language_that_is_written_from_right_to_left_has_its_direction(language: str, begins: str) -> None:
    message: Any = SimpleNamespace(language=language, subject="S", html="<p>x</p>")
    assert begins in page(message)
