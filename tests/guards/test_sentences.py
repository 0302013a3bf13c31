"""What each guard says to people, whole: place, finding, way on, rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from intune_waves.campaign.campaign import Brake, Freeze
from intune_waves.campaign.closing import Answer, Check, ChecklistItem, JudgedItem
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.place import Places
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards import every_guard
from intune_waves.step.old_service import OldServiceDevices
from intune_waves.step.plan import Plan, PlannedMove, PlannedPolicy
from tests.campaign.build import wave
from tests.guards.plans import GOOD, NEXT, PILOT, plan, policy, restriction

PILOT_MOVE, NEXT_MOVE = GOOD.people.moves
LATE = replace(
    PILOT,
    overrides=(Override(Stage.ENFORCE, "coverage", "Late", "Megan Bowen", 3),),
    places=Places("waves/limited-pilot.yaml"),
)
REST = PlannedMove(wave("rest", people=EverybodyElse()), Stage.ENFORCE, Stage.ENFORCE, "rest-group")
CONNECTOR = ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR)
ENDED = ChecklistItem("subscription-ended", "The subscription is ended")
MANY_POLICIES = tuple(replace(policy(str(n), "disabled", "g"), ours=False) for n in range(196))
MANY_RESTRICTIONS = tuple(restriction(str(n), Platform.MAC, n, "g") for n in range(26))
BETTER = restriction("everyone", Platform.WINDOWS, 0, "staff")
ALSO_BETTER = restriction("sales", Platform.WINDOWS, 0, "sales")
STAFF = {**GOOD.people.members, "staff": frozenset({"adele"}), "sales": frozenset({"alex"})}

SAID: dict[str, tuple[Plan, list[str], object, str]] = {
    "break-glass-enabled": (
        plan(break_glass={"glass1": True, "glass2": False}),
        [
            "1 of 2 break-glass accounts can sign in; enable the accounts that waves/campaign.yaml "
            "names, and try to sign in with them [break-glass-enabled]"
        ],
        1,
        "at least 2",
    ),
    "break-glass-excluded": (
        plan(policies=(replace(policy("pilot", "enabled", "g"), excluded_users=frozenset({"glass2"})),)),
        [
            "pilot: conditions.users.excludeUsers: the policy does not exclude the break-glass "
            "accounts glass1; add every break-glass account of waves/campaign.yaml to the policy's "
            "excluded users [break-glass-excluded]"
        ],
        ["glass2"],
        "all break-glass accounts among the excluded users",
    ),
    "compliance-before-enforce": (
        plan(compliance=()),
        [
            "limited-pilot: no compliance policy for Windows, iOS is assigned to the wave's group; run "
            "refresh and then up in the period in force; was it deleted by hand? [compliance-before-enforce]"
        ],
        ["Windows", "iOS"],
        "one for each of its platforms before it is enforced",
    ),
    "default-restriction-open": (
        plan(blocked_by_default=frozenset({Platform.WINDOWS, Platform.IOS, Platform.MAC})),
        [
            "the default restriction blocks Windows, iOS, and enrollment without a person knows no "
            "other; open the default; the waves' own restrictions keep people from enrolling early "
            "[default-restriction-open]"
        ],
        "Windows, iOS",
        "a default that blocks no platform",
    ),
    "enforcement-brake": (
        plan(brake=Brake(percent=0.01, floor=1)),
        [
            "brake: 2 people of 12,000 would be newly enforced by one step; let the waves follow one "
            "another, or raise the brake; it allows 1 now [enforcement-brake]"
        ],
        2,
        "at most 1",
    ),
    "enrollment-reachable": (
        plan(restrictions=(), blocked_by_default=frozenset(Platform)),
        [
            "2 people would be enforced and may enroll none of their platforms; add their platforms "
            "to the wave, or correct the restriction that wins for them [enrollment-reachable]"
        ],
        2,
        "a restriction in force that allows at least one platform of each person",
    ),
    "everybody-needs-exclusions": (
        plan(policies=(PlannedPolicy("theirs", "enabled", included_users=frozenset({"All"})),)),
        [
            "theirs: the policy holds for all users and leaves nobody out; exclude the break-glass "
            "accounts, or name the groups that it is for [everybody-needs-exclusions]"
        ],
        "All",
        "exclusions, break-glass accounts first",
    ),
    "freeze-window": (
        plan(freezes=(Freeze(date(2027, 2, 22), date(2027, 2, 28), "Audit"),)),
        [
            "limited-pilot, expanded-pilot would advance on 2027-02-22, which is frozen: Audit; hold "
            "the waves over the freeze, or wait [freeze-window]"
        ],
        date(2027, 2, 22),
        "a period that begins after 2027-02-28",
    ),
    "group-known": (
        plan(moves=(replace(PILOT_MOVE, group=None), replace(PILOT_MOVE, before=Stage.PLANNED, group=None))),
        [
            "limited-pilot: the tenant does not have the wave's group, or has two of its name; run "
            "refresh and then up in the period in force; rename a second group [group-known]",
            "limited-pilot: the wave would be enforced by the step that makes its group, so nobody "
            "can be counted; take the period before first [group-known]",
        ],
        None,
        "exactly one group of that name",
    ),
    "old-service-left": (
        plan(in_old_service=frozenset({"adele", "megan"})),
        [
            "limited-pilot: 1 person would be enforced while the previous service manages a device; "
            "let them leave it first, or hold the wave [old-service-left]"
        ],
        1,
        "people who have left the previous service",
    ),
    "one-stage-step": (
        plan(moves=(replace(PILOT_MOVE, before=Stage.INSTRUCT), NEXT_MOVE)),
        [
            "limited-pilot: the wave would go from instruct to enforce in one step; take the periods "
            "one by one; a hold that is over stays in the wave's file [one-stage-step]"
        ],
        "enforce",
        "the next stage",
    ),
    "override-expired": (
        plan(moves=(replace(PILOT_MOVE, wave=LATE),)),
        [
            "waves/limited-pilot.yaml: overrides.0.until: the override of enforce.coverage by Megan "
            "Bowen ended in period 3; remove it, or decide it anew [override-expired]"
        ],
        3,
        "a period of 4 or later",
    ),
    "people-handed-over": (
        plan(moves=(REST,), removed=(NEXT,)),
        [
            "expanded-pilot: its people would fall to rest and be enforced with everybody else; keep "
            "the wave, or take rest back first [people-handed-over]"
        ],
        None,
        "rest before enforce, or the wave with its group",
    ),
    "person-in-two-waves": (
        plan(members={"pilot-group": frozenset({"a", "b", "c"}), "next-group": frozenset({"b", "c"})}),
        [
            "limited-pilot, expanded-pilot: 2 people would be in both waves; leave them out of one of"
            " the two [person-in-two-waves]"
        ],
        2,
        "each person in one wave",
    ),
    "policy-budget": (
        plan(policies=MANY_POLICIES),
        [
            "there would be 196 conditional access policies in the tenant; remove policies that "
            "nobody needs, disabled ones too, or declare fewer waves [policy-budget]"
        ],
        196,
        "at most 195",
    ),
    "restriction-budget": (
        plan(restrictions=MANY_RESTRICTIONS),
        [
            "there would be 26 platform restrictions in the tenant; list fewer platforms in the "
            "waves, declare fewer waves, or remove what nobody needs [restriction-budget]"
        ],
        26,
        "at most 25",
    ),
    "restriction-order": (
        plan(restrictions=(BETTER, ALSO_BETTER, *GOOD.restrictions.enrollment[::2]), members=STAFF),
        [
            "limited-pilot: Windows: for 2 people another restriction wins: everyone, sales; rank the"
            " wave's restriction higher, or take the people out of the other one's group "
            "[restriction-order]",
            "limited-pilot: iOS: no restriction is assigned to the wave's group; run the step again; "
            "look whether it was deleted by hand [restriction-order]",
        ],
        1,
        "the wave's own restriction ranked above it",
    ),
    "retire-checklist": (
        plan(
            closes=True,
            checklist=(
                JudgedItem(CONNECTOR, Answer.NO, "the connector of Contoso is on"),
                JudgedItem(ENDED, Answer.NO, "nobody has said that it is done"),
            ),
        ),
        [
            "retire: connector-off: The connector is off: no: the connector of Contoso is on; do it; where "
            "the tenant cannot be asked, write done and by in waves/campaign.yaml [retire-checklist]",
            "retire: subscription-ended: The subscription is ended: no: nobody has said that it is done; do "
            "it, and write done and by in waves/campaign.yaml [retire-checklist]",
        ],
        "no",
        "an item that is so",
    ),
    "retire-everybody-enforced": (
        plan(enforces_everybody=True, enabled_members=frozenset({"adele", "alex", "lee"})),
        [
            "retire: 1 person is in no enforced wave and would be newly enforced; put them into a wave and "
            "take it to enforce first [retire-everybody-enforced]",
        ],
        1,
        "everybody enforced by their wave before",
    ),
    "retire-old-service": (
        plan(closes=True, old_service=OldServiceDevices(3, 2, "they are listed in missing/old.csv")),
        [
            "retire: the previous service still manages 3 devices of 2 people; they are listed in "
            "missing/old.csv; let them leave it, or remove devices that are gone [retire-old-service]",
        ],
        3,
        "no device under the previous service",
    ),
    "unprotected-devices": (
        plan(unprotected_refused=False),
        [
            "the tenant counts devices without a compliance policy as compliant, so any would do; "
            "write compliance: {devices_without_policy: noncompliant} into waves/campaign.yaml, or "
            "change the tenant's own setting [unprotected-devices]"
        ],
        "compliant",
        "noncompliant",
    ),
}


def complaints(rule: str) -> Iterator[Complaint]:
    (guard,) = [each for each in every_guard() if each.rule == rule]
    return guard(SAID[rule][0])


def test_every_guard_is_listened_to() -> None:
    assert list(SAID) == [guard.rule for guard in every_guard()]


@pytest.mark.parametrize("rule", SAID)
def test_a_guard_says_where_what_and_the_way_on(rule: str) -> None:
    _, sentences, got, expected = SAID[rule]
    found = list(complaints(rule))
    assert [str(each) for each in found] == sentences
    assert (found[0].got, found[0].expected) == (got, expected)


def test_the_second_finding_says_what_was_expected_too() -> None:
    assert [each.expected for each in complaints("group-known")][1] == (
        "a group that exists before its people are enforced"
    )
    assert [each.expected for each in complaints("restriction-order")][1] == "the wave's own restriction"
