"""Break-glass accounts are found, or the program does not run; no policy goes without them."""

import asyncio
from typing import Any

import pulumi
import pytest
from pulumi.output import UNKNOWN

from components.break_glass import POLICY_TYPE, BreakGlass, find_accounts, judge_policy
from components.target_group import group_named
from components.tenant_lookup import Lookups, Unfound
from tests.components.ending import ProgramEnded
from tests.components.recording import Recording

IDS = ["glass-1", "glass-2"]


def _policy(excluded: Any) -> dict[str, Any]:
    return {"conditions": {"users": {"includedUsers": ["All"], "excludedUsers": excluded}}}


async def test_ids_come_in_the_order_of_the_names() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    assert await find_accounts(["b@adatum.com", "a@adatum.com"]) == [
        "id-of-b@adatum.com",
        "id-of-a@adatum.com",
    ]


async def test_each_account_is_asked_for_alone_and_all_together_only_where_one_is_missing() -> None:
    mocks = Recording()
    pulumi.runtime.set_mocks(mocks, project="intune-waves", stack="test")
    await find_accounts(["a@adatum.com", "b@adatum.com"])
    assert sorted(mocks.asked) == [["a@adatum.com"], ["b@adatum.com"]]
    mocks.asked.clear()
    with pytest.raises(Unfound):
        await find_accounts(["a@adatum.com", "ghost@adatum.com"])
    assert sorted(mocks.asked) == [
        ["a@adatum.com"],
        ["a@adatum.com", "ghost@adatum.com"],
        ["ghost@adatum.com"],
    ]


async def test_an_account_that_the_tenant_does_not_have_is_named() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    with pytest.raises(Unfound) as unfound:
        await find_accounts(["a@adatum.com", "ghost@adatum.com"])
    assert str(unfound.value) == (
        "waves/campaign.yaml: break_glass: the tenant has no user ghost@adatum.com; "
        "a campaign never runs without its emergency accounts: "
        "correct the name or make the account [break-glass-exists]"
    )


async def test_a_tenant_that_does_not_answer_is_said() -> None:
    pulumi.runtime.set_mocks(Recording(silent=True), project="intune-waves", stack="test")
    with pytest.raises(Unfound) as unfound:
        await find_accounts(["a@adatum.com"])
    message = str(unfound.value)
    assert message.startswith("break-glass accounts: ")
    assert message.endswith(
        "; check that the tenant answers and that the identity may read users [break-glass-exists]"
    )


async def test_a_question_that_the_end_of_the_run_cuts_off_adds_no_second_message(shown: list[str]) -> None:
    cut_off = Recording(silent=True, excuse="grpc: the client connection is closing")
    pulumi.runtime.set_mocks(cut_off, project="intune-waves", stack="test")
    with pytest.raises(ProgramEnded):
        await find_accounts(["a@adatum.com"])
    assert shown == []


@pytest.mark.parametrize(("group", "found"), [("Ghosts", "none"), ("Twins", "2")])
async def test_a_group_that_is_not_there_exactly_once_is_named(group: str, found: str) -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    with pytest.raises(Unfound) as unfound:
        await group_named(group)
    assert str(unfound.value) == (
        f"the group {group!r}: the tenant has {found} of that name; "
        "name one that it has once, or give its object id [group-exists]"
    )


def _declared(excluded: Any, name: str = "x", kind: str = POLICY_TYPE) -> asyncio.Future[Any]:
    """A resource as a program declares it; its URN is known once the engine was told of it."""
    declared = pulumi.CustomResource(kind, name, _policy(excluded))
    return asyncio.ensure_future(declared.urn.future())


async def _end_of(shown: list[str]) -> str:
    """What the program has shown at its end, which a thread of the SDK brings about."""
    for _ in range(500):
        if shown:
            break
        await asyncio.sleep(0.01)
    (message,) = shown
    return message


async def test_a_policy_waits_until_the_accounts_are_found(shown: list[str]) -> None:
    mocks = Recording()
    pulumi.runtime.set_mocks(mocks, project="intune-waves", stack="test")
    break_glass = BreakGlass(Lookups())
    break_glass.keep_out()
    await _declared([], "other", "azuread:index/group:Group")
    right = _declared(["id-of-a@adatum.com"])
    await asyncio.sleep(0.05)
    assert not right.done()
    (found,) = break_glass.find(["a@adatum.com"])
    assert await right
    assert shown == []
    wrong = _declared([], "wrong")
    assert (await _end_of(shown)).endswith("[break-glass-excluded]")
    assert not wrong.done()
    assert {name for _, name, _ in mocks.registered} == {"other", "x"}
    assert isinstance(found, pulumi.Output)
    assert await found.future() == "id-of-a@adatum.com"


async def test_what_is_not_known_is_no_exclusion(shown: list[str]) -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test", preview=True)
    break_glass = BreakGlass(Lookups())
    break_glass.keep_out()
    break_glass.find(["a@adatum.com"])
    unknown = _declared([pulumi.Output.from_input(UNKNOWN)])
    assert (await _end_of(shown)).endswith("[break-glass-excluded]")
    assert not unknown.done()


async def test_a_component_of_another_program_is_refused(shown: list[str]) -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    BreakGlass(Lookups()).keep_out()
    pulumi.ComponentResource("other:index:Policies", "theirs", {}, remote=True)
    assert (await _end_of(shown)).startswith("theirs: a component of another program")


async def test_excluded_accounts_are_found_beside_and_every_policy_leaves_them_out_too(
    shown: list[str],
) -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    break_glass = BreakGlass(Lookups())
    break_glass.keep_out()
    found = break_glass.find(["a@adatum.com"], ["sync@adatum.com"])
    ids = ["id-of-a@adatum.com", "id-of-sync@adatum.com"]
    assert [await each.future() for each in found if isinstance(each, pulumi.Output)] == ids
    assert await break_glass.known().future() == ids[:1]
    assert await break_glass.excluded().future() == ids[1:]
    assert await _declared(ids)
    wrong = _declared(ids[:1], "wrong")
    assert (await _end_of(shown)).endswith("[exclusions-kept]")
    assert not wrong.done()


async def test_an_excluded_account_that_is_gone_is_named_for_what_it_is() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    with pytest.raises(
        Unfound, match=r"exclusions: the tenant has no user ghost@adatum\.com; correct the name"
    ):
        await find_accounts(["a@adatum.com", "ghost@adatum.com"], ["ghost@adatum.com"])


def test_a_policy_with_every_exclusion_passes_in_any_case_and_order() -> None:
    assert judge_policy("x", _policy(["GLASS-2", "other", "glass-1"]), ids=IDS) is None


@pytest.mark.parametrize(
    "inputs",
    [
        _policy(["glass-1"]),
        _policy([]),
        _policy(None),
        {"conditions": {"users": {"includedUsers": ["All"]}}},
        {"conditions": {}},
        {},
        _policy(object()),
        _policy(["glass-1", object()]),
    ],
    ids=[
        "one lost",
        "none",
        "null",
        "left out",
        "no users",
        "no conditions",
        "unknown list",
        "unknown entry",
    ],
)
def test_a_policy_that_lacks_one_or_does_not_know_yet_is_refused(inputs: dict[str, Any]) -> None:
    refusal = judge_policy("hand-made", inputs, ids=IDS)
    assert refusal is not None
    assert refusal.startswith("hand-made: ")
    assert refusal.endswith("[break-glass-excluded]")


def test_without_any_known_account_every_policy_is_refused() -> None:
    assert judge_policy("x", _policy(["glass-1"]), ids=[]) is not None
