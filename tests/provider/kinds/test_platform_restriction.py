"""Restrictions are made once, ranked as declared, and their drift shows property by property."""

import asyncio
from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffRequest, DiffResponse

from intune_waves.graph.client.errors import Forbidden
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.wire import UNKNOWN, to_wire
from tests.provider.engine import CheckRefusedError, Declare, Declared
from tests.provider.live_tenant import RESTRICTIONS, LiveTenant

TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"


@pytest.fixture
def restriction(declare: Declare) -> Declared:
    return declare("PlatformRestriction")


def inputs(
    tenant: LiveTenant, name: str = "Pilot windows", priority: int = 1, **others: Any
) -> dict[str, Any]:
    return {
        "displayName": name,
        "description": "why",
        "platform": "windows",
        "platformBlocked": False,
        "personalDevicesBlocked": False,
        "groupIds": [tenant.group_id("IT Department")],
        "priority": priority,
        **others,
    }


async def test_a_restriction_is_made_assigned_and_a_second_up_writes_nothing(
    tenant: LiveTenant, restriction: Declared
) -> None:
    declared = inputs(tenant, osMinimumVersion="10.0.19045")
    state = await restriction.up(declared)
    made = tenant.restrictions()["Pilot windows"]
    assert (made["id"], made["groups"], made["osMinimumVersion"]) == (
        restriction.resource_id,
        ["IT Department"],
        "10.0.19045",
    )
    assert state["observedPriority"] == made["priority"] == 1
    restriction.provider = IntuneProvider("0.0.0", tenant.environment)
    tenant.forget_requests()
    assert await restriction.changed(declared) == set()
    assert len(tenant.requests()) == 1, "the one list of the run"


async def test_an_update_writes_only_what_changed(tenant: LiveTenant, restriction: Declared) -> None:
    await restriction.up(inputs(tenant))
    changed = inputs(tenant, personalDevicesBlocked=True)
    assert await restriction.changed(changed) == {"personalDevicesBlocked"}
    tenant.forget_requests()
    await restriction.up(changed)
    assert tenant.writes() == {"PATCH": 1}
    assert tenant.restrictions()["Pilot windows"]["personalDeviceEnrollmentBlocked"] is True


async def test_restrictions_made_at_once_in_any_order_get_their_ranks(
    tenant: LiveTenant, declare: Declare
) -> None:
    made = {name: declare("PlatformRestriction", name) for name in "dbca"}
    wanted = {name: inputs(tenant, name, "abcd".index(name) + 1) for name in made}
    await asyncio.gather(*(made[name].up(wanted[name]) for name in made))
    assert {name: one["priority"] for name, one in tenant.restrictions().items()} == dict(a=1, b=2, c=3, d=4)
    for name, one in made.items():
        assert await one.refresh()
        assert not await one.changed(wanted[name])


async def test_ours_rank_above_one_made_by_hand_which_stays(
    tenant: LiveTenant, restriction: Declared
) -> None:
    content = {"platformBlocked": True, "personalDeviceEnrollmentBlocked": True}
    body = {
        "@odata.type": TYPE,
        "displayName": "Theirs",
        "platformType": "windows",
        "platformRestriction": content,
    }
    by_hand = tenant.call("POST", RESTRICTIONS, body)["id"]
    await restriction.up(inputs(tenant))
    ranks = {one["id"]: one["priority"] for one in tenant.call("GET", "/_tenant/snapshot")["restrictions"]}
    assert ranks == {restriction.resource_id: 1, by_hand: 2}


async def test_drift_shows_property_by_property_and_is_repaired(tenant: LiveTenant, declare: Declare) -> None:
    first, second = declare("PlatformRestriction", "a"), declare("PlatformRestriction", "b")
    wanted = inputs(tenant, "a", 1)
    await first.up(wanted)
    await second.up(inputs(tenant, "b", 2))
    path = f"{RESTRICTIONS}/{first.resource_id}"
    content = {"platformBlocked": True, "personalDeviceEnrollmentBlocked": True}
    tenant.call("PATCH", path, {"@odata.type": TYPE, "platformRestriction": content})
    tenant.call("POST", f"{path}/assign", {"enrollmentConfigurationAssignments": []})
    tenant.call("POST", f"{path}/setPriority", {"priority": 2})
    assert await first.refresh()
    drifted = {"platformBlocked", "personalDevicesBlocked", "groupIds", "priority"}
    assert await first.changed(wanted) == drifted
    assert {name for name in drifted if first.inputs[name] != wanted[name]} == drifted
    await first.up(wanted)
    assert await first.refresh()
    assert not await first.changed(wanted)
    assert tenant.restrictions()["a"]["priority"] == 1


async def test_what_a_killed_run_left_is_taken_over_and_no_twin_is_made(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    killed, again = declare("PlatformRestriction"), declare("PlatformRestriction")
    killed.provider = another_run
    await killed.up(inputs(tenant))
    await again.up(inputs(tenant, personalDevicesBlocked=True))
    assert again.resource_id == killed.resource_id
    assert tenant.restrictions()["Pilot windows"]["personalDeviceEnrollmentBlocked"] is True


@pytest.mark.parametrize(
    ("mark", "whose"),
    [
        ("", "nobody's mark"),
        ("\n[intune-waves 0123456789 rank 1]", "another stack"),
        ("\n[intune-waves 0123456789 of 01234567 rank 1]", "another stack"),
    ],
    ids=["by hand", "an older stack's", "another stack's"],
)
async def test_one_that_this_resource_did_not_make_is_refused_in_the_preview(
    tenant: LiveTenant, restriction: Declared, mark: str, whose: str
) -> None:
    body = {
        "@odata.type": TYPE,
        "displayName": "Pilot windows",
        "platformType": "windows",
        "description": f"why{mark}",
    }
    tenant.call("POST", RESTRICTIONS, {**body, "platformRestriction": {"platformBlocked": False}})
    for attempt in (restriction.foresee, restriction.up):
        with pytest.raises(Refusal, match=rf"is in the tenant already .* {whose}.*\[foreign-object\]"):
            await attempt(inputs(tenant))
    assert len(tenant.call("GET", "/_tenant/snapshot")["restrictions"]) == 1


async def test_what_the_stack_made_by_another_name_of_the_resource_is_not_foreign(
    tenant: LiveTenant, declare: Declare
) -> None:
    await declare("PlatformRestriction", "before").up(inputs(tenant))
    await declare("PlatformRestriction", "after").up(inputs(tenant))
    assert len(tenant.call("GET", "/_tenant/snapshot")["restrictions"]) == 2


async def test_a_change_by_hand_is_put_back_in_the_next_run_by_one_list_for_all(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    made = {name: declare("PlatformRestriction", name) for name in "abc"}
    for place, (name, one) in enumerate(made.items(), 1):
        await one.up(inputs(tenant, name, place))
        one.provider = another_run
    path = f"{RESTRICTIONS}/{made['b'].resource_id}"
    content = {"platformBlocked": True, "personalDeviceEnrollmentBlocked": False}
    tenant.call("PATCH", path, {"@odata.type": TYPE, "platformRestriction": content})
    tenant.call("POST", f"{path}/assign", {"enrollmentConfigurationAssignments": []})
    tenant.call("POST", f"{path}/setPriority", {"priority": 1})
    tenant.forget_requests()
    changed = [await made[name].changed(inputs(tenant, name, place)) for place, name in enumerate("abc", 1)]
    assert changed == [{"priority"}, {"platformBlocked", "groupIds", "priority"}, set()]
    assert len(tenant.requests()) - 3 == 1, "one list beside the three look-ups of this test"
    for place, name in enumerate("abc", 1):
        await made[name].up(inputs(tenant, name, place))
    found = tenant.restrictions()
    assert [found[name]["priority"] for name in "abc"] == [1, 2, 3]
    assert found["b"]["platformBlocked"] is False
    assert found["b"]["groups"] == ["IT Department"]


async def test_a_refresh_takes_over_what_is_gone(
    tenant: LiveTenant, restriction: Declared, another_run: IntuneProvider
) -> None:
    declared = inputs(tenant)
    await restriction.up(declared)
    tenant.call("DELETE", f"{RESTRICTIONS}/{restriction.resource_id}")
    olds = to_wire(restriction.state)
    asked = DiffRequest(urn=restriction.urn, id=restriction.resource_id, olds=olds, news=to_wire(declared))
    found = await another_run.diff(asked)
    assert found.changes == DiffResponse.DIFF_NONE, "the engine compares without a check"
    assert not await restriction.refresh()
    restriction.provider = another_run
    await restriction.up(declared)
    assert list(tenant.restrictions()) == ["Pilot windows"]


async def test_a_step_back_compares_nothing(tenant: LiveTenant, restriction: Declared) -> None:
    declared = inputs(tenant)
    await restriction.up(declared)
    tenant.call("DELETE", f"{RESTRICTIONS}/{restriction.resource_id}")
    restriction.provider.connection.goes_back = True
    tenant.forget_requests()
    assert await restriction.changed(declared) == set()
    assert tenant.requests() == []


async def test_a_forced_replacement_does_not_delete_what_it_took_over(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    original, replacement = declare("PlatformRestriction"), declare("PlatformRestriction")
    original.provider = another_run
    await original.up(inputs(tenant))
    await replacement.up(inputs(tenant))
    original.provider = replacement.provider
    await original.destroy()
    assert tenant.restrictions()["Pilot windows"]["id"] == replacement.resource_id


async def test_a_lost_answer_to_the_create_makes_no_twin(
    tenant: LiveTenant, restriction: Declared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intune_waves.graph.client.pacing._FIRST_BACKOFF_SECONDS", 0.01)
    failure = {
        "method": "POST",
        "path": RESTRICTIONS.removeprefix("/beta"),
        "times": 1,
        "status": 503,
        "afterWrite": True,
    }
    tenant.faults({"failures": [failure]})
    await restriction.up(inputs(tenant))
    assert len(tenant.call("GET", "/_tenant/snapshot")["restrictions"]) == 1


async def test_one_that_could_not_be_assigned_is_kept_with_its_id(
    tenant: LiveTenant, restriction: Declared
) -> None:
    declared = inputs(tenant)
    path = f"{RESTRICTIONS.removeprefix('/beta')}/*/assign"
    tenant.faults(
        {"failures": [{"method": "POST", "path": path, "times": 1, "status": 400, "code": "BadRequest"}]}
    )
    with pytest.raises(HalfMade, match="BadRequest") as caught:
        await restriction.up(declared)
    half = caught.value
    assert half.resource_id == tenant.restrictions()["Pilot windows"]["id"]
    restriction.resource_id, restriction.state, restriction.inputs = half.resource_id, half.state, declared
    assert await restriction.changed(declared) == {"groupIds"}
    await restriction.up(declared)
    assert tenant.restrictions()["Pilot windows"]["groups"] == ["IT Department"]


async def test_an_import_reads_inputs_that_show_no_difference(
    tenant: LiveTenant, restriction: Declared
) -> None:
    declared = inputs(tenant)
    await restriction.up(declared)
    restriction.inputs, restriction.state = {}, {}
    assert await restriction.refresh()
    assert restriction.inputs == declared
    assert not await restriction.changed(declared)


async def test_an_import_of_nothing_is_refused(restriction: Declared) -> None:
    restriction.resource_id = "nowhere"
    with pytest.raises(Refusal, match="import-found"):
        await restriction.refresh()


async def test_one_deleted_by_hand_is_gone_after_a_refresh_and_named_without_one(
    tenant: LiveTenant, restriction: Declared
) -> None:
    await restriction.up(inputs(tenant))
    tenant.call("DELETE", f"{RESTRICTIONS}/{restriction.resource_id}")
    with pytest.raises(Refusal, match=r"\./migrate refresh"):
        await restriction.up(inputs(tenant, platformBlocked=True))
    await restriction.destroy()
    assert not await restriction.refresh()


async def test_a_403_names_the_lane_of_a_person(tenant: LiveTenant, restriction: Declared) -> None:
    declared = inputs(tenant)
    tenant.faults({"name": "restrictions-need-a-person"})
    with pytest.raises(Forbidden, match="intune:credential device-code"):
        await restriction.up(declared)


async def test_a_preview_foresees_unknown_groups_and_refuses_an_empty_assignment(
    tenant: LiveTenant, restriction: Declared
) -> None:
    foreseen = await restriction.foresee(inputs(tenant, groupIds=[UNKNOWN]))
    assert foreseen["groupIds"] == [UNKNOWN]
    assert foreseen["observedPriority"] == UNKNOWN
    with pytest.raises(Refusal, match="restriction-assigned"):
        await restriction.foresee(inputs(tenant, groupIds=[]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"platform": "linux"}, "expected one of windows, mac"),
        ({"priority": 0}, "expected 1 or more"),
        ({"groupIds": "one"}, "expected a list of texts"),
    ],
)
async def test_a_wrong_input_is_refused(
    tenant: LiveTenant, restriction: Declared, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(CheckRefusedError, match=said):
        await restriction.foresee(inputs(tenant, **wrong))


async def test_the_order_of_groups_means_nothing_and_another_platform_is_a_replacement(
    tenant: LiveTenant, restriction: Declared
) -> None:
    both = [tenant.group_id("IT Department"), tenant.group_id("Engineering")]
    await restriction.up(inputs(tenant, groupIds=both))
    assert not await restriction.changed(inputs(tenant, groupIds=both[::-1]))
    replaced = await restriction.diff(inputs(tenant, groupIds=both, platform="mac"))
    assert replaced.replaces == ["platform"]
    assert replaced.deleteBeforeReplace
