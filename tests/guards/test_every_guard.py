import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intune_waves.campaign.campaign import Freeze
from intune_waves.guards import EVERY_GUARD, judge
from intune_waves.guards.break_glass_enabled import GUARD
from tests.guards.plans import GOOD, plan

FOLDER = Path(__file__).parent.parent.parent / "intune_waves" / "guards"
OTHERS = {"__init__", "declared_policy", "every_guard", "guard"}


def test_a_good_plan_passes_every_guard() -> None:
    assert judge(GOOD) == ([], [])


def test_each_module_is_named_after_its_rule_and_is_judged() -> None:
    modules = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in OTHERS)
    assert modules == [guard.rule.replace("-", "_") for guard in EVERY_GUARD]


def test_each_guard_says_a_sentence_and_has_a_test_of_its_own() -> None:
    for guard in EVERY_GUARD:
        assert guard.sentence.endswith(".")
        assert guard.level in ("refuse", "warn")
        assert (Path(__file__).parent / f"test_{guard.rule.replace('-', '_')}.py").is_file()


def test_a_guard_complains_under_its_own_rule_only() -> None:
    for guard in EVERY_GUARD:
        source = (FOLDER / f"{guard.rule.replace('-', '_')}.py").read_text(encoding="utf-8")
        rules = {
            node.value.value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant)
        }
        assert rules == {guard.rule}


def test_all_complaints_come_together() -> None:
    freeze = Freeze(date(2027, 2, 22), date(2027, 2, 28), "Audit")
    refused, warned = judge(plan(freezes=(freeze,), break_glass={"glass1": True, "glass3": False}))
    assert [each.rule for each in refused] == [
        "break-glass-enabled",
        "break-glass-excluded",
        "break-glass-excluded",
        "freeze-window",
    ]
    assert warned == []


def test_a_warning_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("intune_waves.guards.every_guard.EVERY_GUARD", (replace(GUARD, level="warn"),))
    refused, warned = judge(plan(break_glass={}))
    assert refused == []
    assert [each.rule for each in warned] == ["break-glass-enabled"]


def test_no_complaint_names_a_person() -> None:
    everything = plan(
        members={"pilot-group": frozenset({"adele", "alex"}), "next-group": frozenset({"adele"})},
        in_old_service=frozenset({"adele"}),
        restrictions=(),
        blocked_by_default=frozenset(GOOD.moves[0].wave.platforms),
    )
    refused, _ = judge(everything)
    assert len(refused) >= 5
    assert not any(name in str(each) for each in refused for name in ("adele", "alex"))
