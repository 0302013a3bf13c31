"""What is out of order is told in one sentence with its next step, and nothing that is used is deleted."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.naming import marked_for, policy_name_of, stack_mark
from intune_waves.graph.conditional_access import REPORT_ONLY, ExistingPolicy
from intune_waves.graph.group import ExistingGroup
from intune_waves.stack.diagnosis import (
    Disorder,
    Finding,
    ObjectKind,
    TenantObject,
    of_expected,
    of_machine,
    of_orphans,
    of_state,
)
from intune_waves.stack.expected_object import ExpectedObject, Settled, Twin
from intune_waves.stack.resource_types import ACCESS_POLICY, GROUP

MARK = stack_mark("dev", "intune-waves")
NOBODY: frozenset[str] = frozenset()
GONE = 2**22 + 1
"""No process has such a number (Linux, PID_MAX_LIMIT)."""


def told(findings: Any) -> list[Disorder]:
    return [each.disorder for each in findings]


def lock(folder: Path, pid: int) -> None:
    locks = folder / ".pulumi" / "locks" / "organization" / "intune-waves" / "dev"
    locks.mkdir(parents=True, exist_ok=True)
    row = {"pid": pid, "hostname": socket.gethostname(), "timestamp": "2026-01-01T00:00:00Z"}
    (locks / f"{pid}.json").write_text(json.dumps(row))


@pytest.fixture
def nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intune_waves.stack.diagnosis.left_files", lambda: iter(()))


@pytest.mark.usefixtures("nothing_left")
def test_a_lock_is_told_by_whether_its_process_is_there(tmp_path: Path) -> None:
    assert told(of_machine(tmp_path, "dev")) == []
    lock(tmp_path, GONE)
    assert told(of_machine(tmp_path, "dev")) == [Disorder.LOCKED]
    lock(tmp_path, os.getpid())
    found = list(of_machine(tmp_path, "dev"))
    assert sorted(told(found)) == [Disorder.LOCKED, Disorder.RUNNING]
    assert [each.mends for each in found if each.disorder is Disorder.RUNNING] == [False]


@pytest.mark.usefixtures("nothing_left")
def test_a_state_that_is_cut_off_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    folder.mkdir(parents=True)
    (folder / "dev.json").write_text("{}")
    assert told(of_machine(tmp_path, "dev")) == []
    (folder / "dev.json").write_text('{"checkpoint": ')
    assert told(of_machine(tmp_path, "dev")) == [Disorder.CUT_OFF]


def test_temporary_files_of_killed_runs_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "intune_waves.stack.diagnosis.left_files", lambda: iter([Path("/tmp/intune-waves-1-x")])
    )
    (found,) = of_machine(None, "dev")
    assert str(found).startswith("/tmp/intune-waves-1-x: a temporary file of a killed run; next: ")


def test_what_was_begun_and_what_is_half_made_are_told() -> None:
    urn = "urn:pulumi:dev::intune-waves::intune:index:CompliancePolicy::pilot"
    half = {"urn": urn, "initErrors": ["not assigned"]}
    begun = {"type": "creating", "resource": {"urn": f"{urn}-windows"}}
    exported = {"deployment": {"resources": [half, {"urn": "x"}], "pending_operations": [begun]}}
    assert [each.what for each in of_state(exported)] == [
        "pilot-windows: a run was creating it when it was killed",
        "pilot: it is made by half: not assigned",
    ]
    assert list(of_state({})) == []


def test_lost_ones_twins_and_unnamed_groups_are_told() -> None:
    wanted = ExpectedObject("urn:g", GROUP, None, "Intune waves: One")
    policy = ExpectedObject("urn:p", ACCESS_POLICY, None, policy_name_of("One"), id="p1")
    settled = Settled({"urn:g": "g1"}, (Twin("p2", policy.name, group=False),), {"g1": wanted.name})
    found = list(of_expected([wanted, policy], settled))
    assert told(found) == [Disorder.LOST, Disorder.UNNAMED, Disorder.TWIN]
    assert found[2].deleted == TenantObject(ObjectKind.ACCESS_POLICY, "p2", policy.name)
    assert [each.deleted for each in found[:2]] == [None, None]


def group(key: str, name: str, *, mark: str = MARK, nickname: str = "x") -> ExistingGroup:
    return ExistingGroup(key, name, marked_for("People.", mark), nickname)


def access(key: str, name: str, included: str, excluded: str = "") -> ExistingPolicy:
    return ExistingPolicy(
        key,
        name,
        REPORT_ONLY,
        included_users=NOBODY,
        included_groups=frozenset({included}),
        included_roles=NOBODY,
        excluded_users=NOBODY,
        excluded_groups=frozenset({excluded} - {""}),
        platforms=NOBODY,
        excluded_platforms=NOBODY,
        excluded_applications=NOBODY,
        controls=NOBODY,
    )


def orphans(*findings: Finding) -> dict[str, bool]:
    """By id whether it is one that a repair deletes."""
    return {each.what.partition("(")[2].partition(")")[0]: each.deleted is not None for each in findings}


def test_only_what_bears_the_stacks_mark_and_is_not_known_is_an_orphan() -> None:
    groups = [
        group("known", "Intune waves: One"),
        group("old", "Intune waves: Old"),
        group("another", "Intune waves: Two", mark=stack_mark("prod", "intune-waves")),
        ExistingGroup("person", "Intune waves: a club", "Somebody's own.", "x"),
        group("waits", "Intune waves: One, from 1 May", nickname="intune-waves.one.waiting.2027-05-01"),
    ]
    policies = [
        access("p-old", policy_name_of("Old"), "old"),
        access("p-other", policy_name_of("Other"), "person"),
        access("p-theirs", "Theirs", "old"),
    ]
    found = of_orphans(groups, policies, objects=(), stack=MARK, known={"known"}, waves=["intune-waves.one."])
    assert orphans(*found) == {"p-old": True, "old": False}, "the group is in somebody's policy"
    found = of_orphans(groups, policies[:0], objects=(), stack=MARK, known={"known"})
    assert orphans(*found) == {"old": True, "waits": True}, "the wave is not there any more"


def test_what_a_group_of_the_state_uses_is_not_deleted() -> None:
    used = TenantObject(ObjectKind.COMPLIANCE_POLICY, "used", "P", frozenset({"known"}))
    unused = TenantObject(ObjectKind.RESTRICTION, "unused", "R", frozenset({"gone"}))
    known = TenantObject(ObjectKind.TEMPLATE, "kept", "T")
    found = of_orphans((), (), objects=(used, unused, known), stack=MARK, known={"known", "kept"})
    assert orphans(*found) == {"used": False, "unused": True}


def test_a_finding_is_told_to_programs_too() -> None:
    (found,) = of_orphans(
        (), (), objects=[TenantObject(ObjectKind.TEMPLATE, "t", "T")], stack=MARK, known=frozenset()
    )
    assert found.as_json() == {
        "disorder": "orphan",
        "what": "the notification template 'T' (t) is this stack's, and the state has it not",
        "next": "./migrate doctor --repair deletes it",
        "repair": True,
        "deletes": {"kind": "notification template", "id": "t"},
    }
