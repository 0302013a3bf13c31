import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.calendar import Freeze
from intune_waves.campaign.errors import Complaint
from intune_waves.guards import every_guard, guard, judge
from intune_waves.step.plan import Plan, PlannedPeople
from tests.guards.plans import GOOD, plan

FOLDER = Path(__file__).parent.parent.parent / "intune_waves" / "guards"
OTHERS = {"__init__", "guard", "own_guards", "step_judgement"}


def test_a_good_plan_passes_every_guard() -> None:
    assert judge(GOOD) == []


def test_each_module_is_named_after_its_rule_and_is_judged() -> None:
    modules = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in OTHERS)
    assert modules == [each.rule.replace("-", "_") for each in every_guard()]


def test_each_guard_says_a_sentence_and_has_a_test_of_its_own() -> None:
    for each in every_guard():
        assert each.sentence.endswith(".")
        assert (Path(__file__).parent / f"test_{each.rule.replace('-', '_')}.py").is_file()


def test_a_guard_complains_under_its_own_rule_only() -> None:
    for each in every_guard():
        source = (FOLDER / f"{each.rule.replace('-', '_')}.py").read_text(encoding="utf-8")
        rules = {
            node.value.value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant)
        }
        assert rules == {each.rule}


def test_all_complaints_come_together() -> None:
    freeze = Freeze(date(2027, 2, 22), date(2027, 2, 28), "Audit")
    refused = judge(plan(freezes=(freeze,), break_glass={"glass1": True, "glass3": False}))
    assert [each.rule for each in refused] == [
        "break-glass-enabled",
        "break-glass-excluded",
        "break-glass-excluded",
        "freeze-window",
    ]


def test_no_complaint_names_a_person() -> None:
    everything = plan(
        members={"pilot-group": frozenset({"adele", "alex"}), "next-group": frozenset({"adele"})},
        in_old_service=frozenset({"adele"}),
        restrictions=(),
        blocked_by_default=frozenset(GOOD.people.moves[0].wave.platforms),
    )
    refused = judge(everything)
    assert len(refused) >= 5
    assert not any(name in str(each) for each in refused for name in ("adele", "alex"))


def test_a_guard_reads_the_parts_that_its_signature_names() -> None:
    parts = {each.name: each.type for each in fields(Plan)}
    for each in every_guard():
        assert inspect.get_annotations(each.judges) == {
            **{part: parts[part] for part in each.reads},
            "return": Iterator[Complaint],
        }


def test_a_parameter_that_names_no_part_makes_no_guard() -> None:
    def judges(people: PlannedPeople, weather: str) -> Iterator[Complaint]:
        yield from ()

    with pytest.raises(TypeError, match=r"^the guard a-rule asks for weather; a plan has the parts period, "):
        guard(rule="a-rule", sentence="It is dry.")(judges)


def test_a_guard_that_fails_is_inconclusive_and_hides_no_other_complaint() -> None:
    @guard(rule="own-rule", sentence="Nothing is said.")
    def broken(people: PlannedPeople) -> Iterator[Complaint]:
        yield Complaint(rule="own-rule", what="first")
        raise KeyError(*people.members["pilot-group"])

    first, failed = judge(GOOD, [broken])
    assert str(first) == "first [own-rule]"
    assert str(failed).startswith("test_guard.py:")
    assert "inconclusive: the guard ended in KeyError; " in str(failed)
    assert failed.rule == "own-rule"
    assert not any(name in str(failed) for name in ("adele", "alex"))


@pytest.mark.parametrize("ends_in", [SystemExit, AssertionError])
def test_no_way_out_of_a_guard_passes(ends_in: type[BaseException]) -> None:
    @guard(rule="own-rule", sentence="Nothing is said.")
    def leaving(people: PlannedPeople) -> Iterator[Complaint]:
        raise ends_in
        yield

    (failed,) = judge(GOOD, [leaving])
    assert ends_in.__name__ in failed.what


def test_what_is_no_complaint_is_inconclusive() -> None:
    @guard(rule="own-rule", sentence="Nothing is said.")
    def saying(people: PlannedPeople) -> Iterator[Any]:
        yield "wrong"

    @guard(rule="own-rule", sentence="Nothing is said.")
    def silent(people: PlannedPeople) -> Any:
        return None

    assert [each.what for each in judge(GOOD, [saying, silent])] == [
        "inconclusive: the guard ended in TypeError"
    ] * 2


def test_a_complaint_has_the_id_of_the_guard_that_makes_it() -> None:
    @guard(rule="own-rule", sentence="Nothing is said.")
    def borrowing(people: PlannedPeople) -> Iterator[Complaint]:
        yield Complaint(rule="freeze-window", what="not mine")

    (complaint,) = judge(GOOD, [borrowing])
    assert complaint.rule == "own-rule"
