"""Waves share their restrictions, and nobody is ever under none of them or under a wider one by accident."""

import random
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from intune_waves.graph.client.errors import Forbidden
from intune_waves.provider.marked_object import Mark
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import Declare, Declared
from tests.provider.kinds.watched_writes import DEFAULT, KilledError, rules_in_force, watched
from tests.provider.live_tenant import RESTRICTIONS, LiveTenant

TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
GROUP = "#microsoft.graph.groupAssignmentTarget"
NAMES = {
    "not yet": "notYet",
    "corporate devices only": "corporateDevicesOnly",
    "personal devices too": "personalDevicesToo",
}
Rules = dict[str, str]
FORWARD: tuple[Rules, ...] = (
    {"one": "not yet"},
    {"one": "corporate devices only", "two": "not yet", "three": "not yet"},
    {"one": "personal devices too", "two": "corporate devices only", "three": "corporate devices only"},
)
BOTH_WAYS: tuple[Rules, Rules] = (
    {"one": "not yet", "two": "corporate devices only", "three": "personal devices too"},
    {"one": "corporate devices only", "two": "not yet", "three": "corporate devices only"},
)


@pytest.fixture(scope="module")
def groups(started_tenant: LiveTenant) -> dict[str, str]:
    return {wave: started_tenant.make_group(f"Wave {wave}") for wave in ("one", "two", "three", "four")}


@pytest.fixture
def shared(declare: Declare) -> Declared:
    return declare("SharedRestrictions", "windows")


def inputs(groups: Mapping[str, str], rules: Mapping[str, str]) -> dict[str, Any]:
    declared: dict[str, Any] = {"platform": "windows"}
    for wave, rule in rules.items():
        declared.setdefault(NAMES[rule], {})[wave] = groups[wave]
    return declared


def in_force(tenant: LiveTenant, groups: Mapping[str, str]) -> Rules:
    found = rules_in_force(tenant)
    return {wave: found[group] for wave, group in groups.items() if group in found}


OPEN: list[IntuneProvider] = []


@pytest.fixture(autouse=True)
async def closed_at_the_end() -> AsyncIterator[None]:
    yield
    while OPEN:
        await OPEN.pop().connection.close()


def anew(resource: Declared, tenant: LiveTenant, tell: Callable[[str], None] = print) -> None:
    """The next run has a provider of its own."""
    resource.provider = IntuneProvider("0.0.0", tenant.environment, tell=tell)
    OPEN.append(resource.provider)


def by_hand(tenant: LiveTenant, name: str, body: Mapping[str, Any] | None = None, **assigned: Any) -> str:
    """Change the restriction of that name, or what it is assigned to; answers its id."""
    key = tenant.restrictions()[name]["id"]
    if body:
        tenant.call("PATCH", f"{RESTRICTIONS}/{key}", {"@odata.type": TYPE, **body})
    if assigned:
        targets = [{"target": {"@odata.type": GROUP, "groupId": each}} for each in assigned["groups"]]
        tenant.call("POST", f"{RESTRICTIONS}/{key}/assign", {"enrollmentConfigurationAssignments": targets})
    return str(key)


def make_by_hand(tenant: LiveTenant, name: str, description: str, group: str, *, blocked: bool) -> str:
    rule = {"platformBlocked": blocked, "personalDeviceEnrollmentBlocked": True}
    body = {"@odata.type": TYPE, "displayName": name, "description": description, "platformType": "windows"}
    key = str(tenant.call("POST", RESTRICTIONS, {**body, "platformRestriction": rule})["id"])
    by_hand(tenant, name, groups=[group])
    return key


async def test_there_is_one_object_for_each_rule_in_use_from_the_first_wave_to_the_last(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    objects = (1, 2, 2)
    for rules, count in zip(FORWARD, objects, strict=True):
        await shared.up(inputs(groups, rules))
        assert in_force(tenant, groups) == rules
        assert len(tenant.restrictions()) == count
    assert sorted(shared.state["objects"]) == [
        "Intune waves: Windows, corporate devices only",
        "Intune waves: Windows, personal devices too",
    ]
    priorities = {name: one["priority"] for name, one in tenant.restrictions().items()}
    assert sorted(priorities, key=lambda name: priorities[name]) == sorted(priorities), "the narrower first"
    await shared.destroy()
    assert tenant.restrictions() == {}


async def test_a_second_up_writes_nothing_and_reads_one_list(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    declared = inputs(groups, FORWARD[1])
    await shared.up(declared)
    anew(shared, tenant)
    tenant.forget_requests()
    assert await shared.changed(declared) == set()
    assert len(tenant.requests()) == 1
    assert await shared.refresh()
    assert await shared.changed(declared) == set()


async def test_a_preview_names_the_wave_and_where_it_comes_from_and_goes(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    await shared.up(inputs(groups, FORWARD[1]))
    changed = await shared.changed(inputs(groups, {**FORWARD[1], "two": "corporate devices only"}))
    assert changed == {"notYet.two", "corporateDevicesOnly.two"}


@pytest.mark.parametrize("waves", [3, 30])
async def test_however_many_waves_move_each_restriction_is_assigned_once(
    tenant: LiveTenant, shared: Declared, waves: int
) -> None:
    many = {f"wave-{number}": tenant.make_group(f"Many {number}") for number in range(waves)}
    await shared.up(inputs(many, dict.fromkeys(many, "not yet")))
    anew(shared, tenant)
    tenant.forget_requests()
    moving = dict.fromkeys(many, "corporate devices only") | {"wave-0": "not yet"}
    await shared.up(inputs(many, moving))
    assert tenant.writes() == {"POST": 3}, "one is made; two are assigned"
    assert in_force(tenant, many) == moving


@pytest.mark.parametrize(
    ("before", "after"),
    [FORWARD[:2], FORWARD[1:], FORWARD[1::-1], FORWARD[:0:-1], BOTH_WAYS, BOTH_WAYS[::-1]],
    ids=["first", "on", "back-to-the-first", "back", "both-ways", "both-ways-back"],
)
async def test_nobody_is_without_or_under_a_wider_one_whatever_write_a_run_is_killed_at(
    tenant: LiveTenant, declare: Declare, groups: dict[str, str], before: Rules, after: Rules
) -> None:
    killed_after, ended = 1, False
    while not ended:
        tenant.tidy()
        shared = declare("SharedRestrictions", "windows")
        await shared.up(inputs(groups, before))
        anew(shared, tenant)
        with watched(tenant, groups, killed_after=killed_after) as watch:
            try:
                await shared.up(inputs(groups, after))
                ended = True
            except KilledError:
                pass
        watch.assert_never_wider(before, after)
        for back in (False, True):
            # The state still has what it had. Both ways are open: on, and back to what was.
            wanted = before if back else after
            anew(shared, tenant)
            with watched(tenant, groups) as watch:
                await shared.up(inputs(groups, wanted))
            if not back:
                watch.assert_never_wider(before, after)
            assert in_force(tenant, {wave: groups[wave] for wave in wanted}) == wanted
        killed_after += 1
    assert killed_after > 2, "there was something to kill"


@pytest.mark.parametrize("seed", range(4))
async def test_at_no_moment_of_a_walk_does_a_person_of_a_wave_fall_under_the_default(
    tenant: LiveTenant, shared: Declared, seed: int
) -> None:
    """Waves go on, back, in and out, several at once; runs are killed, and what they left is walked over."""
    chance = random.Random(seed)
    waves = {f"walk-{number}": tenant.make_group(f"Walk {seed} {number}") for number in range(8)}
    (person,) = sorted(tenant.members(tenant.group_id("IT Department")))[:1]
    reference = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{person}"}
    tenant.call("POST", f"/v1.0/groups/{waves['walk-0']}/members/$ref", reference)
    rules: Rules = dict.fromkeys(waves, "not yet")
    await shared.up(inputs(waves, rules))
    looks = 0
    for _ in range(10):
        kept = {wave: rule for wave, rule in rules.items() if chance.random() > 0.1 or wave == "walk-0"}
        new = {wave: "not yet" for wave in waves if wave not in rules and chance.random() > 0.5}
        moved = {wave: chance.choice(list(NAMES)) for wave in kept if chance.random() > 0.5}
        after = {**kept, **new, **moved}
        anew(shared, tenant)
        killed_after = chance.choice([None, 1, 2, 3, 4])
        with watched(tenant, waves, killed_after=killed_after) as watch:
            try:
                await shared.up(inputs(waves, after))
            except KilledError:
                anew(shared, tenant)
                await shared.up(inputs(waves, after))
        watch.assert_never_wider(rules, after)
        assert all(now["walk-0"] != DEFAULT for _, now in watch.seen), f"the default for {person}"
        assert in_force(tenant, waves) == after
        looks += len(watch.seen)
        rules = after
    assert looks > 20


async def test_a_killed_step_that_is_taken_back_leaves_people_under_the_narrower_rule(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    """A step back compares nothing with the tenant, and a killed run has told the state nothing."""
    before, after = FORWARD[0], {"one": "corporate devices only"}
    await shared.up(inputs(groups, before))
    anew(shared, tenant)
    with watched(tenant, groups, killed_after=2), pytest.raises(KilledError):
        await shared.up(inputs(groups, after))
    assert len(tenant.restrictions()) == 2
    anew(shared, tenant)
    shared.provider.connection.goes_back = True
    assert await shared.changed(inputs(groups, before)) == set()
    assert in_force(tenant, groups) == before


async def test_whom_somebody_assigned_by_hand_stays_and_is_told_until_the_end(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    theirs = tenant.group_id("Engineering")
    await shared.up(inputs(groups, FORWARD[1]))
    name = "Intune waves: Windows, not yet"
    key = by_hand(tenant, name, groups=[groups["two"], groups["three"], theirs])
    told: list[str] = []
    anew(shared, tenant, told.append)
    assert await shared.changed(inputs(groups, FORWARD[1])) == set()
    assert told == [
        f"the restriction {name!r} is assigned by hand to one more than the waves: {theirs}; left as it is"
    ]
    await shared.up(inputs(groups, FORWARD[2]))
    assert tenant.restrictions()[name]["groupIds"] == [theirs]
    assert shared.state["byHand"] == [f"{name}: {theirs}"]
    await shared.destroy()
    assert list(tenant.restrictions()) == [name]
    left = tenant.call("GET", f"{RESTRICTIONS}/{key}")
    assert "[intune-waves" not in left["description"], "it is theirs from now on"


async def test_a_group_by_hand_that_is_gone_holds_nobody_up(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    gone = tenant.make_group("Soon gone")
    await shared.up(inputs(groups, FORWARD[1]))
    by_hand(tenant, "Intune waves: Windows, not yet", groups=[groups["two"], groups["three"], gone])
    tenant.call("DELETE", f"/v1.0/groups/{gone}")
    anew(shared, tenant)
    await shared.up(inputs(groups, FORWARD[0]))
    assert in_force(tenant, groups) == FORWARD[0]


async def test_what_a_hand_changed_is_shown_for_wave_and_object_and_put_back(
    tenant: LiveTenant, shared: Declared, declare: Declare, groups: dict[str, str]
) -> None:
    declared = inputs(groups, FORWARD[1])
    wave = declare("EnrollmentRestriction", "one-windows")
    own = {"wave": "one", "platform": "windows", "groupId": groups["one"], "rule": FORWARD[1]["one"]}
    await wave.up(own)
    await shared.up(declared)
    rule = {"platformBlocked": True, "personalDeviceEnrollmentBlocked": True}
    by_hand(tenant, "Intune waves: Windows, corporate devices only", {"platformRestriction": rule})
    for each in (wave, shared):
        anew(each, tenant)
    assert await wave.changed(own) == {"rule"}
    assert await shared.changed(declared) == {"corporateDevicesOnly"}
    assert await wave.refresh()
    assert wave.state["rule"] == "not yet"
    assert await shared.refresh()
    assert await shared.changed(declared) == {"corporateDevicesOnly", "notYet.one"}
    await shared.up(declared)
    anew(wave, tenant)
    await wave.up(own)
    assert in_force(tenant, groups) == FORWARD[1]
    for each in (wave, shared):
        anew(each, tenant)
        assert await each.refresh()
    assert (await wave.changed(own), await shared.changed(declared)) == (set(), set())


@pytest.mark.parametrize("refreshed", [False, True])
async def test_one_that_was_deleted_by_hand_is_put_back(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str], refreshed: bool
) -> None:
    declared = inputs(groups, FORWARD[1])
    await shared.up(declared)
    for one in tenant.restrictions().values():
        tenant.call("DELETE", f"{RESTRICTIONS}/{one['id']}")
    anew(shared, tenant)
    if refreshed:
        assert await shared.refresh()
    assert await shared.changed(declared)
    await shared.up(declared)
    assert in_force(tenant, groups) == FORWARD[1]


async def test_others_rank_below_ours_however_somebody_ranks_them(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    theirs = make_by_hand(tenant, "Theirs", "", groups["one"], blocked=True)
    declared = inputs(groups, FORWARD[2])
    await shared.up(declared)
    assert in_force(tenant, groups) == FORWARD[2]
    tenant.call("POST", f"{RESTRICTIONS}/{theirs}/setPriority", {"priority": 1})
    anew(shared, tenant)
    assert await shared.changed(declared) == {"objects"}
    await shared.up(declared)
    assert in_force(tenant, groups) == FORWARD[2]
    assert tenant.restrictions()["Theirs"]["priority"] == 3


async def test_one_that_a_program_declares_by_itself_stands_behind_them_and_nothing_flips(
    tenant: LiveTenant, shared: Declared, declare: Declare, groups: dict[str, str]
) -> None:
    own = declare("PlatformRestriction", "kiosks")
    declared = {
        "displayName": "Kiosks",
        "platform": "windows",
        "platformBlocked": False,
        "personalDevicesBlocked": True,
        "groupIds": [groups["four"]],
        "priority": 1,
    }
    both = ((shared, inputs(groups, FORWARD[1])), (own, declared))
    for one, wanted in both:
        await one.up(wanted)
    for one, wanted in both:
        anew(one, tenant)
        assert await one.changed(wanted) == set()
        assert await one.refresh()
        assert await one.changed(wanted) == set()
    assert tenant.restrictions()["Kiosks"]["priority"] == 3
    await shared.up(inputs(groups, FORWARD[0]))
    anew(own, tenant)
    assert await own.changed(declared) == set()


async def test_a_wave_s_own_restrictions_become_shared_without_a_gap(
    tenant: LiveTenant, declare: Declare, groups: dict[str, str]
) -> None:
    before = {"one": "corporate devices only", "two": "corporate devices only", "three": "not yet"}
    after = {
        "one": "personal devices too",
        "two": "corporate devices only",
        "three": "corporate devices only",
    }
    killed_after, ended = 1, False
    while not ended:
        tenant.tidy()
        singles = [declare("PlatformRestriction", f"{wave}-windows") for wave in before]
        for place, (one, wave) in enumerate(zip(singles, before, strict=True), 1):
            await one.up(
                {
                    "displayName": f"Intune waves: {wave.title()} (Windows)",
                    "platform": "windows",
                    "platformBlocked": before[wave] == "not yet",
                    "personalDevicesBlocked": True,
                    "groupIds": [groups[wave]],
                    "priority": place,
                }
            )
        shared = declare("SharedRestrictions", "windows")
        anew(shared, tenant)
        with watched(tenant, groups, killed_after=killed_after) as watch:
            try:
                await shared.up(inputs(groups, after))
                ended = True
            except KilledError:
                pass
            if not ended:
                shared = replace(shared, resource_id="", state={}, inputs={})
        watch.assert_never_wider(before, after)
        if not ended:
            anew(shared, tenant)
            with watched(tenant, groups) as watch:
                await shared.up(inputs(groups, after))
            watch.assert_never_wider(before, after)
        for one in singles:
            # The engine deletes at the end of the run what the program declares no more.
            anew(one, tenant)
            await one.destroy()
        assert in_force(tenant, groups) == after
        assert len(tenant.restrictions()) == 2
        killed_after += 1
    assert killed_after > 5


async def test_a_tenant_without_room_comes_over(
    tenant: LiveTenant, declare: Declare, shared: Declared
) -> None:
    many = {f"wave-{number}": tenant.make_group(f"Full {number}") for number in range(25)}
    for number, (wave, group) in enumerate(many.items()):
        one = declare("PlatformRestriction", f"{wave}-windows")
        mark = Mark.of(one.urn, number + 1).on("why")
        make_by_hand(tenant, f"Intune waves: {wave} (Windows)", mark, group, blocked=number > 12)
    rules = {wave: "corporate devices only" if n < 20 else "not yet" for n, wave in enumerate(many)}
    rules["wave-0"] = "personal devices too"
    await shared.up(inputs(many, rules))
    assert in_force(tenant, many) == rules
    assert len(tenant.restrictions()) == 3


@pytest.mark.parametrize(
    ("mark", "whose"),
    [("", "nobody's mark"), ("\n[intune-waves 0123456789 of 01234567]", "another stack")],
    ids=["by hand", "another stack's"],
)
async def test_one_of_that_name_that_is_not_ours_is_refused_in_the_preview(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str], mark: str, whose: str
) -> None:
    make_by_hand(tenant, "Intune waves: Windows, not yet", f"why{mark}", groups["four"], blocked=True)
    for attempt in (shared.foresee, shared.up):
        with pytest.raises(Refusal, match=rf"is in the tenant already .* {whose}.*\[foreign-object\]"):
            await attempt(inputs(groups, FORWARD[0]))
    assert len(tenant.restrictions()) == 1


async def test_a_lost_answer_to_the_create_makes_no_twin(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intune_waves.graph.client.pacing._FIRST_BACKOFF_SECONDS", 0.01)
    path = RESTRICTIONS.removeprefix("/beta")
    lost = {"method": "POST", "path": path, "times": 1, "status": 503, "afterWrite": True}
    tenant.faults({"failures": [lost]})
    await shared.up(inputs(groups, FORWARD[0]))
    assert len(tenant.call("GET", "/_tenant/snapshot")["restrictions"]) == 1
    assert in_force(tenant, groups) == FORWARD[0]


async def test_an_import_knows_groups_by_their_ids(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    await shared.up(inputs(groups, FORWARD[0]))
    shared.inputs, shared.state = {}, {}
    assert await shared.refresh()
    assert shared.inputs == {"platform": "windows", "notYet": {groups["one"]: groups["one"]}}
    shared.resource_id, shared.inputs, shared.state = "mac", {}, {}
    with pytest.raises(Refusal, match="import-found"):
        await shared.refresh()


async def test_a_403_names_the_lane_of_a_person(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    tenant.faults({"name": "restrictions-need-a-person"})
    with pytest.raises(Forbidden, match="intune:credential device-code"):
        await shared.up(inputs(groups, FORWARD[0]))


async def test_a_preview_foresees_groups_that_are_not_there_yet(
    tenant: LiveTenant, shared: Declared, groups: dict[str, str]
) -> None:
    foreseen = await shared.foresee({"platform": "windows", "notYet": {"one": UNKNOWN}})
    assert foreseen["notYet"] == {"one": UNKNOWN}
    assert foreseen["objects"] == UNKNOWN
    await shared.up(inputs(groups, FORWARD[0]))
    unknown = {"platform": "windows", "notYet": {"one": groups["one"], "two": UNKNOWN}}
    assert await shared.changed(unknown) == {"notYet.two"}
