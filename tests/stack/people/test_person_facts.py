"""Where a person stands: the tenant's group goes before the declaration, and waiting before a guess."""

from dataclasses import replace
from datetime import date
from typing import Any

from intune_waves.campaign.exclusion import Exclusion
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.graph.person import Person
from intune_waves.observing.person_reading import PersonRead
from intune_waves.stack.people.person_facts import Declared, facts_of
from intune_waves.stack.stack_state import StackState, StateAdmission, StateWave
from intune_waves.step.person_facts import Admitted, PersonFacts
from tests.campaign.build import campaign, wave

ADELE = Person("id-adele", "adele.vance@adatum.com", True, False)
READ = PersonRead(ADELE, date(2027, 3, 1), (), (), ())
ENFORCED = StateWave(Stage.ENFORCE, "Limited pilot", group="g", admission=StateAdmission("e"))
LISTED: Declared = (("limited-pilot", "waves/people/pilot.csv"),)


def facts(read: PersonRead = READ, declared: Declared = LISTED, **waves: StateWave) -> PersonFacts:
    return _facts(read, declared, {wave_id.replace("_", "-"): each for wave_id, each in waves.items()})


def _facts(read: PersonRead, declared: Declared, waves: dict[str, StateWave], **changes: Any) -> PersonFacts:
    planned = campaign(wave(), wave("second"), **changes)
    return facts_of(
        read,
        planned,
        schedule=schedule(planned),
        state=StackState(waves=waves),
        declared=declared,
        maybe=("second",),
    )


def inside(*groups: str, **changes: Any) -> PersonRead:
    return replace(READ, person=replace(ADELE, groups=dict.fromkeys(groups, "a group")), **changes)


def test_a_wave_that_has_not_begun_is_known_by_its_declaration() -> None:
    found = facts().in_wave
    assert found
    assert (found.stage, found.by) == (Stage.PLANNED, "waves/people/pilot.csv")
    assert facts().maybe == ("second",)


def test_whoever_is_listed_and_not_in_the_group_yet_is_told_so() -> None:
    found = facts(limited_pilot=ENFORCED).in_wave
    assert found
    assert found.by == "waves/people/pilot.csv, though not in its group in the tenant yet"


def test_the_group_in_the_tenant_counts() -> None:
    found = facts(inside("g"), declared=(), limited_pilot=ENFORCED).in_wave
    assert found
    assert (found.wave.id, found.by) == ("limited-pilot", "its group in the tenant")
    assert found.admitted is Admitted.NO


def test_whoever_is_in_the_enforced_group_is_admitted() -> None:
    found = facts(inside("g", "e"), limited_pilot=ENFORCED).in_wave
    assert found
    assert found.admitted is Admitted.YES


def test_whoever_waits_or_was_taken_out_is_so_until_the_day() -> None:
    for kind, admitted in (("waiting", Admitted.WAITING), ("taken-out", Admitted.TAKEN_OUT)):
        read = inside("g", waits={"limited-pilot": (kind, date(2027, 3, 9))})
        found = facts(read, limited_pilot=ENFORCED).in_wave
        assert found
        assert (found.admitted, found.until) == (admitted, date(2027, 3, 9))
    over = inside("g", waits={"limited-pilot": ("waiting", date(2027, 3, 1))})
    found = facts(over, limited_pilot=ENFORCED).in_wave
    assert found
    assert found.admitted is Admitted.NO


def test_a_wave_that_has_begun_without_the_person_is_none_that_might_have_them() -> None:
    assert facts(second=replace(ENFORCED, group="other")).maybe == ()


def test_two_waves_that_claim_a_person_are_both_told() -> None:
    found = facts(declared=(*LISTED, ("second", "its list"))).in_wave
    assert found
    assert (found.wave.id, found.others) == ("limited-pilot", ("second",))


def test_break_glass_and_excluded_accounts_say_why() -> None:
    glass = replace(READ, person=replace(ADELE, principal_name="breakglass1@adatum.com"))
    assert facts(glass).account.left_out == "a break-glass account"
    exclusions = (Exclusion("adele.vance@adatum.com", "on leave", "Alex"),)
    assert _facts(READ, (), {}, exclusions=exclusions).account.left_out == "excluded by Alex: on leave"
