"""A campaign from before its first period to after its last, on the real engine and providers.

The grid below is written out by hand from Microsoft's table, so that no code of ours judges itself. The tests
of this module are one walk: each goes on where the one before it ended.
"""

import json
import re
from typing import Any

import pytest

from tests.journeys.compliance import assert_compliance
from tests.journeys.journey import Journey, everything

pytestmark = pytest.mark.journey

GRID = {
    # period:                   0 1 2 3 4 5 6 7 8 9
    "Limited pilot": "          - a i d E E E E E E",
    "Expanded pilot": "         - - a i d E E E E E",
    "Migration phase 1": "      - - - a i d E E E E",
    "Migration phase 2": "      - - - - a i d E E E",
    "All regions": "            - - - - - a i d E E",
}
PLATFORMS = {"windows": "Windows", "mac": "macOS", "ios": "iOS", "androidForWork": "Android Enterprise"}
POLICY_STATE = {
    "a": "enabledForReportingButNotEnforced",
    "i": "enabledForReportingButNotEnforced",
    "d": "enabledForReportingButNotEnforced",
    "E": "enabled",
}
RULES = ("not yet", "corporate devices only", "personal devices too")
PEOPLE = {"Limited pilot": 50, "Expanded pilot": 200, "Migration phase 1": 2000}
RESTRICTIONS = "/beta/deviceManagement/deviceEnrollmentConfigurations"


@pytest.mark.parametrize("period", range(4))
def test_each_period_puts_the_tenant_where_the_grid_says(journey: Journey, period: int) -> None:
    assert_step(journey, period)


def test_a_wave_that_is_not_ready_is_refused_before_anything_changes(journey: Journey) -> None:
    before = journey.control("snapshot")
    refusal = r"limited-pilot: deadline -> enforce: failed: \d+ of 50 covered \(\d+ %, needs 90 %\)"
    for said in (journey.migrate("preview", "--period", "4", code=1), journey.up(4, code=1)):
        assert re.search(refusal, said)
        assert "wait, hold the wave, or override enforce.coverage in waves/limited-pilot.yaml" in said
        assert "Traceback" not in said
    assert journey.control("snapshot") == before
    assert 'intune-waves:period: "3"' in (journey.project / "Pulumi.dev.yaml").read_text()
    listed = journey.home / "missing" / "limited-pilot-enforce.csv"
    assert listed.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("period", range(4, 10))
def test_each_later_period_too_once_people_have_enrolled(journey: Journey, period: int) -> None:
    assert_step(journey, period)


def assert_step(journey: Journey, period: int) -> None:
    """Time passes, people act, the period is put in force, and the tenant holds what the grid says."""
    if period > 1:
        journey.migrate("tenant", "advance")
    journey.up(period)
    assert_grid(journey, period)


def test_then_nothing_is_left_to_change_and_nothing_has_drifted(journey: Journey) -> None:
    journey.migrate("preview", "--expect-no-changes")
    journey.migrate("refresh", "--yes", "--expect-no-changes")


def test_a_second_up_sends_no_write(journey: Journey) -> None:
    journey.control("requests", "DELETE")
    journey.migrate("up", "--yes", "--skip-preview", "--expect-no-changes")
    rows = journey.control("requests")["requests"]
    writes = [
        row for row in rows if row["method"] != "GET" and not row["path"].endswith(("/token", "/$batch"))
    ]
    assert writes == []


def test_a_jump_is_refused_and_changes_nothing(journey: Journey) -> None:
    before = journey.control("snapshot")
    said = journey.up(3, code=1)
    assert "period 9 is in force and 3 is 6 periods away; go to 8 first" in said
    assert "Traceback" not in said
    assert journey.control("snapshot") == before
    assert 'intune-waves:period: "9"' in (journey.project / "Pulumi.dev.yaml").read_text()


def test_one_step_back_before_the_last_wave_was_enforced_reports_only(journey: Journey) -> None:
    journey.up(8)
    journey.up(7)
    assert_grid(journey, 7)
    journey.up(8)
    assert_grid(journey, 8)


def test_a_drift_by_hand_is_seen_by_refresh_and_mended_by_the_next_up(journey: Journey) -> None:
    restriction = restriction_named(journey, "Intune waves: Windows, corporate devices only")
    journey.graph(
        f"{RESTRICTIONS}/{restriction['id']}",
        "PATCH",
        {
            "@odata.type": restriction["@odata.type"],
            "platformRestriction": {**restriction["platformRestriction"], "platformBlocked": True},
        },
    )
    policy = policy_named(journey, "Limited pilot")
    journey.graph(f"/v1.0/identity/conditionalAccess/policies/{policy['id']}", "PATCH", {"state": "disabled"})
    pilot = group_named(journey, "Limited pilot")
    member = journey.graph(f"/v1.0/groups/{pilot['id']}/members?$select=id&$top=1")["value"][0]["id"]
    journey.graph(f"/v1.0/groups/{pilot['id']}/members/{member}/$ref", "DELETE")

    said = journey.migrate("refresh", "--yes", "--diff")
    assert '"corporate devices only" => "not yet"' in said
    assert "disabled" in said
    assert "1 missing, 0 too many" in said
    journey.migrate("preview", "--expect-no-changes", code=None)
    journey.migrate("up", "--yes", "--skip-preview")
    assert_grid(journey, 8)
    journey.migrate("refresh", "--yes", "--expect-no-changes")


def test_a_restriction_that_was_there_before_is_imported_as_it_is(journey: Journey) -> None:
    made = journey.graph(
        RESTRICTIONS,
        "POST",
        {
            "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration",
            "displayName": "Made by hand",
            "description": "before the campaign",
            "platformType": "windows",
            "platformRestriction": {"platformBlocked": False, "personalDeviceEnrollmentBlocked": True},
        },
    )
    kind = "intune:index:PlatformRestriction"
    flags = ("--yes", "--generate-code=false", "--protect=false", "--stack", "dev")
    journey.pulumi("import", kind, "by-hand", made["id"], *flags)
    exported = json.loads(journey.pulumi("stack", "export", "--stack", "dev"))
    (imported,) = [each for each in exported["deployment"]["resources"] if each.get("id") == made["id"]]
    assert imported["inputs"]["displayName"] == "Made by hand"
    assert imported["inputs"]["platform"] == "windows"
    assert imported["inputs"]["platformBlocked"] is False
    assert imported["inputs"]["personalDevicesBlocked"] is True
    assert imported["inputs"]["priority"] == 1, "behind those that waves share"
    journey.pulumi("state", "delete", imported["urn"], "--yes", "--stack", "dev")
    journey.graph(f"{RESTRICTIONS}/{made['id']}", "DELETE")


def test_everything_is_taken_out_again(journey: Journey) -> None:
    journey.control("requests", "DELETE")
    journey.migrate("destroy", "--yes", "--skip-preview")
    one_by_one = [row for row in journey.control("requests")["requests"] if "/members" in row["path"]]
    assert [row for row in one_by_one if row["method"] == "DELETE"] == []
    assert_grid(journey, 0)
    assert 'intune-waves:period: "0"' in (journey.project / "Pulumi.dev.yaml").read_text()


def assert_grid(journey: Journey, period: int) -> None:
    """The tenant holds, for every wave, exactly what the grid and the stage effects say."""
    groups = {each["displayName"]: each for each in everything(journey, "/v1.0/groups?$top=999")}
    policies = {
        each["displayName"]: each for each in everything(journey, "/v1.0/identity/conditionalAccess/policies")
    }
    glass = {
        each["id"]
        for each in everything(
            journey,
            "/v1.0/users?$filter=userPrincipalName in ('breakglass1@adatum.com','breakglass2@adatum.com')",
        )
    }
    assert len(glass) == 2
    stages = {title: row.split()[period] for title, row in GRID.items()}
    assert_compliance(journey, stages, PLATFORMS.values(), groups)
    assert_restrictions(journey, stages, groups)
    for title, row in GRID.items():
        stage = row.split()[period]
        ours = (f"Intune waves: {title}", f"Intune waves: {title} needs a compliant device")
        if stage == "-":
            assert ours[0] not in groups
            assert ours[1] not in policies
            continue
        group = groups[ours[0]]
        users = f"/v1.0/groups/{group['id']}/members/microsoft.graph.user"
        members = everything(journey, f"{users}?$select=id,accountEnabled&$top=999")
        assert len(members) == PEOPLE.get(title, len(members))
        assert len(members) >= 50
        assert not {each["id"] for each in members} & glass
        policy = policies[ours[1]]
        assert policy["state"] == POLICY_STATE[stage]
        enforced = groups[f"{ours[0]} (enforced)"]["id"]
        assert policy["conditions"]["users"]["includeGroups"] == [enforced if stage == "E" else group["id"]]
        enabled = {each["id"] for each in members if each["accountEnabled"]}
        admitted = everything(journey, f"/v1.0/groups/{enforced}/members?$select=id&$top=999")
        assert {each["id"] for each in admitted} == (enabled if stage == "E" else set())
        assert set(policy["conditions"]["users"]["excludeUsers"]) == glass
        assert policy["grantControls"]["builtInControls"] == ["compliantDevice"]
        covered = policy["conditions"]["platforms"]["includePlatforms"]
        assert sorted(covered) == (["android", "iOS", "macOS", "windows"] if stage == "E" else ["windows"])


def assert_restrictions(journey: Journey, stages: dict[str, str], groups: dict[str, Any]) -> None:
    """One restriction for each platform and rule in use, the narrower first, for the groups under it."""
    under: dict[str, set[str]] = {each: set() for each in RULES}
    for title, stage in stages.items():
        if stage != "-":
            lenient = title == "Migration phase 1" and stage in "id"
            rule = RULES[0] if stage == "a" else RULES[2] if lenient else RULES[1]
            under[rule].add(groups[f"Intune waves: {title}"]["id"])
    in_use = [rule for rule, its in under.items() if its]
    found = {each["displayName"]: each for each in everything(journey, RESTRICTIONS)}
    ours = {name for name in found if name.startswith("Intune waves: ")}
    assert ours == {f"Intune waves: {name}, {rule}" for name in PLATFORMS.values() for rule in in_use}
    for platform, name in PLATFORMS.items():
        for place, rule in enumerate(in_use, 1):
            restriction = found[f"Intune waves: {name}, {rule}"]
            assert restriction["platformType"] == platform
            assert restriction["platformRestriction"]["platformBlocked"] is (rule == "not yet")
            assert restriction["platformRestriction"]["personalDeviceEnrollmentBlocked"] is (
                rule != "personal devices too"
            )
            assert restriction["priority"] == place
            targets = everything(journey, f"{RESTRICTIONS}/{restriction['id']}/assignments")
            assert {each["target"]["groupId"] for each in targets} == under[rule]


def group_named(journey: Journey, title: str) -> dict[str, Any]:
    (found,) = journey.graph(f"/v1.0/groups?$filter=displayName eq 'Intune waves: {title}'")["value"]
    return dict(found)


def policy_named(journey: Journey, title: str) -> dict[str, Any]:
    name = f"Intune waves: {title} needs a compliant device"
    (found,) = [
        each
        for each in everything(journey, "/v1.0/identity/conditionalAccess/policies")
        if each["displayName"] == name
    ]
    return found


def restriction_named(journey: Journey, name: str) -> dict[str, Any]:
    (found,) = [each for each in everything(journey, RESTRICTIONS) if each["displayName"] == name]
    return found
