"""A person's story: every part of the page follows from plain values."""

from dataclasses import replace
from datetime import date

import pytest

from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.step.loss import Managed, Management, Registered
from intune_waves.step.person_facts import (
    Account,
    Admitted,
    InWave,
    KnownDevice,
    KnownPolicy,
    KnownRestriction,
    PersonFacts,
)
from intune_waves.step.story import Story, device_line, reach, story, winning
from tests.campaign.build import campaign, wave

PILOT = wave()
ACCOUNT = Account("adele.vance@adatum.com")
COMPLIANT = Managed("windows", Management.INTUNE, "compliant", True)
IN_ENTRA = Registered("windows", True, True, True)
GOOD = KnownDevice("LAPTOP-1", COMPLIANT, IN_ENTRA, "2027-01-09")
PHONE = KnownDevice("iPhone", None, Registered("iOS", False, True, True))


def told(
    *devices: KnownDevice, stage: Stage = Stage.INSTRUCT, pilot: Wave = PILOT, **changes: object
) -> Story:
    place = InWave(pilot, stage, "its group in the tenant")
    facts = PersonFacts(ACCOUNT, place, date(2027, 1, 12), devices=devices)
    planned = campaign(pilot)
    return story(
        replace(facts, **changes),  # type: ignore[arg-type]
        schedule(planned),
        calendar=planned.calendar,
    )


@pytest.mark.parametrize(
    ("managed", "registered", "why"),
    [
        (COMPLIANT, IN_ENTRA, ""),
        (COMPLIANT, IN_ENTRA._replace(enabled=False), "disabled in Entra ID"),
        (COMPLIANT._replace(active=False), IN_ENTRA._replace(active=False), "nobody has seen it"),
        (None, IN_ENTRA._replace(compliant=False), "not enrolled in Intune"),
        (COMPLIANT._replace(management=Management.NOBODY), None, "not enrolled in Intune"),
        (COMPLIANT._replace(management=Management.ELSEWHERE), None, "another service manages it"),
        (COMPLIANT._replace(state="inGracePeriod"), IN_ENTRA, "grace ends when the wave is enforced"),
        (COMPLIANT._replace(state="noncompliant"), IN_ENTRA, "found it not compliant"),
        (COMPLIANT, None, "not registered in Entra ID"),
        (COMPLIANT, IN_ENTRA._replace(compliant=False), "Entra ID has not marked it so"),
    ],
)
def test_a_device_says_why_it_is_not_let_in(
    managed: Managed | None, registered: Registered | None, why: str
) -> None:
    line = device_line(KnownDevice("LAPTOP-1", managed, registered))
    assert line.let_in is (why == "")
    assert why in line.why_not


def test_a_device_names_its_sources() -> None:
    assert device_line(GOOD).sources == "Intune and Entra ID"
    assert device_line(PHONE).sources == "Entra ID"


def test_the_restriction_of_the_best_priority_wins_on_its_platform() -> None:
    narrow = KnownRestriction("not yet", "windows", "not yet", 1)
    wide = KnownRestriction("wide", "windows", "personal devices too", 2)
    assert winning([wide, narrow], "windows").name == "not yet"
    assert winning([wide, narrow], "ios").name == "the tenant's default"


def test_an_exclusion_wins_over_every_inclusion() -> None:
    mine = {"me": "the account", "g": "the group Pilot", "r": "the role Sync"}
    policy = KnownPolicy("P", "enabled", frozenset({"g"}), frozenset())
    assert reach(policy, mine) == reach(replace(policy, included=frozenset({"g", "x"})), mine)
    found = reach(policy, mine)
    assert found
    assert found.reaches
    assert found.why == "holds for the group Pilot"
    found = reach(replace(policy, excluded=frozenset({"r"})), mine)
    assert found
    assert not found.reaches
    assert found.why == "leaves out the role Sync"
    assert reach(replace(policy, included=frozenset({"All"})), mine)
    assert reach(replace(policy, included=frozenset({"x"})), mine) is None


def test_whoever_has_an_unmanaged_phone_is_told_to_enroll_it_by_the_day() -> None:
    made = told(GOOD, PHONE)
    assert made.loss == "iOS, and keeps another device"
    assert made.to_do == ("by 2027-02-22: enroll iPhone (iOS) in Intune, or stop using it for work",)


def test_whoever_has_no_device_is_told_to_enroll_one() -> None:
    made = told()
    assert made.loss == "all access (never enrolled)"
    assert made.to_do[0].startswith("by 2027-02-22: enroll a device in Intune (")


def test_nobody_is_told_to_enroll_before_enrolling_opens() -> None:
    made = told(PHONE, stage=Stage.ANNOUNCE)
    assert made.to_do == ("nothing before 2027-01-25: enrolling opens then",)


@pytest.mark.parametrize(
    ("device", "act"),
    [
        (replace(PHONE, managed=Managed("iOS", Management.ELSEWHERE, "", True)), "out of the old service"),
        (replace(GOOD, managed=COMPLIANT._replace(state="noncompliant")), "open Company Portal"),
        (
            replace(
                GOOD, managed=COMPLIANT._replace(active=False), registered=IN_ENTRA._replace(active=False)
            ),
            "switch an enrolled device on",
        ),
    ],
)
def test_what_to_do_follows_from_what_is_wrong(device: KnownDevice, act: str) -> None:
    assert any(act in each for each in told(device).to_do)


def test_whoever_loses_nothing_has_nothing_to_do() -> None:
    made = told(GOOD)
    assert made.loss == "nothing"
    assert made.to_do[0].startswith("nothing: every active device")
    assert made.comes_next[0].startswith("2027-02-08: deadline")
    assert made.comes_next[-1].startswith("2027-02-22: enforce")


def test_a_hold_until_further_notice_is_told() -> None:
    held = wave(holds=(Hold("the helpdesk is full", "Alex", 2),))
    assert "a hold until further notice" in told(GOOD, pilot=held).comes_next[0]


@pytest.mark.parametrize(
    ("admitted", "until", "says", "then"),
    [
        (Admitted.YES, None, "admitted", "nothing more"),
        (Admitted.WAITING, date(2027, 3, 1), "before 2027-03-01", "2027-03-01: the person comes"),
        (Admitted.TAKEN_OUT, date(2027, 3, 1), "taken out by hand", "2027-03-01: the person comes"),
        (Admitted.NO, None, "not admitted", "the next up"),
    ],
)
def test_an_enforced_wave_says_whether_the_person_is_under_its_policy(
    admitted: Admitted, until: date | None, says: str, then: str
) -> None:
    place = InWave(PILOT, Stage.ENFORCE, "its group in the tenant", admitted, until)
    made = told(PHONE, in_wave=place)
    assert any(says in each for each in made.standing)
    assert then in made.comes_next[0]


def test_nothing_is_asked_of_an_excluded_account() -> None:
    made = told(account=replace(ACCOUNT, left_out="excluded by Alex: synchronisation"))
    assert made.standing[0] == "never in the campaign: excluded by Alex: synchronisation"
    assert made.comes_next == ("nothing: the campaign asks nothing of this account",)
    assert made.to_do == ("nothing",)
    assert made.loss == ""


def test_whoever_is_in_no_wave_is_told_so_with_the_waves_that_nobody_can_tell_of() -> None:
    assert told(in_wave=None).standing == ("in no wave",)
    made = told(in_wave=None, maybe=("all-regions",), account=replace(ACCOUNT, guest=True))
    assert made.standing[0].startswith("a guest")
    assert made.standing[1].endswith("before they begin: all-regions")


def test_devices_that_could_not_be_read_are_not_known() -> None:
    made = told(devices=None, unread=("the devices could not be read (403)",))
    assert made.loss == "not known"
    assert made.to_do == ("not known: the devices could not be read",)
    assert made.unread


def test_a_stop_is_told_and_nothing_comes_next() -> None:
    made = told(GOOD, stop="the helpdesk is full")
    assert "the campaign is stopped: the helpdesk is full" in made.standing
    assert made.comes_next == ("nothing until the campaign goes on; nobody is enforced",)


def test_the_days_say_when_the_person_was_told() -> None:
    made = told(GOOD, told={Stage.ANNOUNCE: date(2027, 1, 11)})
    assert [(each.stage.value, str(each.day)) for each in made.days] == [
        ("announce", "2027-01-11"),
        ("instruct", "2027-01-25"),
        ("deadline", "2027-02-08"),
        ("enforce", "2027-02-22"),
    ]
    assert [each.told for each in made.days] == [date(2027, 1, 11), None, None, None]


def test_policies_that_ask_for_something_else_are_not_told() -> None:
    mfa = KnownPolicy("MFA", "enabled", frozenset({"All"}), frozenset(), frozenset({"mfa"}))
    theirs = replace(mfa, name="Theirs", asks_for=frozenset({"block"}))
    made = told(GOOD, policies=(mfa, theirs), memberships={"me": "the account"})
    assert [each.name for each in made.policies] == ["Theirs"]
