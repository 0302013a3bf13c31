"""An organisation's own guards: what makes a file of them, and how the worked example of the page judges."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intune_waves.campaign.campaign import GuardFile
from intune_waves.guards.guard import judge
from intune_waves.guards.own_guards import OwnGuards, own_guards
from intune_waves.guards.step_judgement import judge_advance, judge_going_back
from tests.campaign.build import wave
from tests.guards.plans import GOOD, plan
from tests.step.steps import FACTS, STEP, step

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "guards.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL)[0]
HEAD = "from intune_waves.guards import Complaint, PlannedPeople, guard\n"
ONE = (
    HEAD
    + """
@guard(rule="own-rule", sentence="Nothing is said.")
def judge(people: PlannedPeople):
    yield from ()
"""
)

TAKEN = "guards/own.py: there is another guard with the id "


def made(source: str, path: str = "guards/own.py") -> OwnGuards:
    return own_guards((GuardFile(path, source),))


def said(found: OwnGuards) -> list[str]:
    assert found.guards == ()
    return [str(each) for each in found.complaints]


def test_the_worked_example_refuses_a_wave_in_the_last_week_of_a_quarter() -> None:
    found = made(EXAMPLE, "guards/quarter_end.py")
    assert found.complaints == ()
    assert [(each.rule, each.file) for each in found.guards] == [("quarter-end", "guards/quarter_end.py")]
    for day, refused in (("03-24", 0), ("03-25", 1), ("03-31", 1), ("04-01", 0), ("12-31", 1)):
        judged = plan(first_day=date.fromisoformat(f"2027-{day}"))
        assert [each.rule for each in judge(judged, found.guards)] == ["quarter-end"] * refused, day
    assert judge(plan(first_day=date(2027, 3, 31), moves=GOOD.people.moves[1:]), found.guards) == []


def test_the_page_shows_the_complaint_as_it_is_said() -> None:
    enforced = replace(GOOD.people.moves[0], wave=wave("expanded-pilot"))
    judged = plan(first_day=date(2027, 3, 29), moves=(enforced,))
    (complaint,) = (each for own in made(EXAMPLE).guards for each in own(judged))
    assert f"\n{complaint}\n" in DOCUMENT


def test_a_step_is_judged_by_them_like_by_ours_and_the_step_after_it_too() -> None:
    enforced_at_quarter_end = (
        HEAD
        + """
@guard(rule="not-now", sentence="Nothing is enforced.")
def judge(people: PlannedPeople):
    for move in people.newly_enforced():
        yield Complaint(rule="not-now", path=move.wave.id, what="not now", next_step="wait")
"""
    )
    judged = judge_advance(step(guards=(GuardFile("own.py", enforced_at_quarter_end),)), FACTS)
    assert judged.refused == ("one: not now; wait [not-now]",)
    assert judged.warned == ("next period would be refused: two: not now; wait [not-now]",)


def test_going_back_asks_none_of_them() -> None:
    broken = (GuardFile("own.py", unread="it is gone"),)
    assert judge_going_back(step(guards=broken, after=STEP.before.stages)).refused == ()


def test_a_file_that_could_not_be_had_refuses_the_step() -> None:
    (refusal,) = judge_advance(step(guards=(GuardFile("own.py", unread="it is gone"),)), FACTS).refused
    assert refusal == (
        "own.py: it is gone; correct it, or take it out of guards in waves/campaign.yaml [guard-file]"
    )


def test_a_guard_that_fails_refuses_the_step_with_its_id_and_line_and_no_name() -> None:
    failing = (
        HEAD
        + """
@guard(rule="own-rule", sentence="Nothing is said.")
def judge(people: PlannedPeople):
    raise KeyError(sorted(people.members))
    yield
"""
    )
    (refusal, *_) = judge_advance(step(guards=(GuardFile("guards/own.py", failing),)), FACTS).refused
    assert refusal == (
        "guards/own.py:5: inconclusive: the guard ended in KeyError; correct guards/own.py, or take it out "
        "of guards in waves/campaign.yaml [own-rule]"
    )


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("", "guards/own.py: the file makes no guard"),
        ("def judge(plan)\n", "guards/own.py:1: the file ends in SyntaxError: expected ':'"),
        (
            "\n\nimport nothing_of_that_name\n",
            "guards/own.py:3: the file ends in ModuleNotFoundError",
        ),
        ("raise SystemExit(0)\n", "guards/own.py:1: the file ends in SystemExit: 0"),
        (ONE.replace("own-rule", "Own"), "guards/own.py: 'Own' is no id"),
        (
            ONE.replace("own-rule", "freeze-window"),
            TAKEN + "freeze-window",
        ),
        (ONE + ONE.replace("judge", "other"), TAKEN + "own-rule"),
        (
            ONE.replace("people: PlannedPeople", "weather"),
            "guards/own.py:3: the file ends in TypeError: the guard own-rule asks for weather; a plan has",
        ),
    ],
)
def test_what_makes_no_guard_says_where_and_why(source: str, wrong: str) -> None:
    found = made(source)
    assert str(found.complaints[0]).startswith(wrong)
    assert {each.rule for each in found.complaints} == {"guard-file"}


def test_what_is_imported_from_another_guard_is_not_made_anew() -> None:
    assert said(made("from intune_waves.guards.freeze_window import judge\n"))[0].startswith(
        "guards/own.py: the file makes no guard"
    )


def test_two_files_may_not_share_an_id() -> None:
    found = own_guards((GuardFile("a.py", ONE), GuardFile("b.py", ONE + "# another file\n")))
    assert [str(each.where) for each in found.complaints] == ["b.py"]


def test_a_dataclass_in_the_file_finds_its_module() -> None:
    days = """
@dataclass
class Days:
    first: list[int] = field(default_factory=list)
"""
    ahead = "from __future__ import annotations\nfrom dataclasses import dataclass, field\n"
    assert [each.rule for each in made(ahead + ONE + days).guards] == ["own-rule"]


def test_a_digest_does_not_depend_on_the_line_ends() -> None:
    unix, windows = GuardFile("a.py", "a\nb\n"), GuardFile("a.py", "a\r\nb\r\n")
    assert unix.digest == windows.digest != GuardFile("a.py", "a\nc\n").digest
