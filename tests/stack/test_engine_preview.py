"""The engine's preview as plain rows."""

from typing import Any

from intune_waves.stack.engine_preview import EngineChange, read_preview
from intune_waves.step.drift import Severity
from intune_waves.step.review import digest_of_value

POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
URN = "urn:pulumi:dev::intune-waves::intune-waves:index:Wave$"


def state(kind: str, custom: bool = True, **inputs: Any) -> dict[str, Any]:
    return {"type": kind, "custom": custom, "inputs": {"__defaults": [], **inputs}}


def step(op: str, kind: str, before: Any = None, after: Any = None, *differ: str) -> dict[str, Any]:
    found = {"op": op, "urn": f"{URN}{kind}::pilot", "oldState": before, "newState": after}
    return found | ({"detailedDiff": {key: {"kind": "update"} for key in differ}} if differ else {})


def test_every_change_of_a_resource_is_a_row_and_nothing_else_is() -> None:
    same = state(POLICY, state="enabled")
    preview = read_preview(
        {
            "steps": [
                step("same", POLICY, same, same),
                step("refresh", POLICY, same, same),
                step("update", "intune-waves:index:Wave", state("x", custom=False), state("x", custom=False)),
                step("create", "pulumi:providers:intune", None, state("pulumi:providers:intune")),
                step("create", POLICY, None, state(POLICY, state="enabled")),
                step("delete", POLICY, state(POLICY, state="disabled")),
                step("delete-replaced", POLICY, same),
                step("create-replacement", POLICY, same, same),
                step("replace", POLICY, same, state(POLICY, state="disabled"), "state"),
            ],
            "diagnostics": [
                {"severity": "error", "message": "error: no [rule]\n"},
                {"severity": "warning", "message": "warning: careful"},
                {"severity": "info", "message": "x"},
            ],
        }
    )
    assert [(each.name, each.action, each.existing, each.desired) for each in preview.changes] == [
        ("pilot", "create", None, {"state": "enabled"}),
        ("pilot", "delete", {"state": "disabled"}, None),
        ("pilot", "replace", {"state": "enabled"}, {"state": "disabled"}),
    ]
    assert (preview.refusals, preview.warnings) == (("no [rule]",), ("careful",))


def test_a_review_has_digests_of_what_an_update_changes_and_no_sentence_about_people() -> None:
    before = {"stage": "deadline", "means": "3 of 50", "title": "Pilot", "gone": 1}
    after = {"stage": "enforce", "means": "4 of 50", "title": "Pilot"}
    kind = "intune:index:StageGate"
    found = EngineChange(kind, "pilot", "update", before, after, frozenset({"stage", "means", "gone"}))
    assert found.reviewed().values == {"stage": digest_of_value("enforce"), "gone": digest_of_value(None)}


def test_a_review_has_all_that_a_create_sets_and_nothing_of_a_delete() -> None:
    made = EngineChange(POLICY, "pilot", "create", None, {"state": "enabled"}, frozenset())
    assert made.reviewed().values == {"state": digest_of_value("enabled")}
    gone = EngineChange(POLICY, "pilot", "delete", {"state": "enabled"}, None, frozenset())
    assert gone.reviewed().values == {}


def test_the_names_that_differ_are_those_of_whole_inputs() -> None:
    before = state(POLICY, state="enabled", conditions={})
    after = state(POLICY, state="disabled", conditions={})
    paths = ("conditions.users.excludedUsers[1]", "state")
    preview = read_preview({"steps": [step("update", POLICY, before, after, *paths)]})
    assert preview.changes[0].changed == {"conditions", "state"}


def test_an_update_that_repairs_is_a_drift() -> None:
    before, after = state(POLICY, state="enabled"), state(POLICY, state="disabled")
    found = read_preview({"steps": [step("update", POLICY, before, after, "state")]}).changes[0].drift()
    assert found.severity is Severity.EARLY_ENFORCEMENT
