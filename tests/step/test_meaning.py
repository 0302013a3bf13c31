"""What a step means to people, sentence by sentence."""

from datetime import date

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.step.meaning import PeopleCount, SignIns, meaning

PLANNED, ANNOUNCE, INSTRUCT, DEADLINE, ENFORCE = Stage
FOUR_MISSING = PeopleCount(50, 46, never_enrolled=2, not_compliant=2)
ONE_MISSING = PeopleCount(50, 49, other_service=1)
ALL = PeopleCount(50, 50)
NONE_YET = PeopleCount(2000, 0, never_enrolled=2000)


def said(before: Stage, after: Stage, *counted: PeopleCount | str, **more: float | SignIns) -> str:
    """The sentences behind the wave's step."""
    whole = meaning("Pilot", before, after=after, counted=counted[0] if counted else None, **more)  # type: ignore[arg-type]
    step, _, rest = whole.partition(". ")
    assert step == f"Pilot: {before.value} -> {after.value}"
    return rest


def test_enforcing_says_who_would_lose_access_and_why() -> None:
    assert meaning("Limited pilot", DEADLINE, after=ENFORCE, counted=FOUR_MISSING, needs=90) == (
        "Limited pilot: deadline -> enforce. 50 people: 46 lose nothing; "
        "4 lose all access (2 never enrolled, 2 not compliant). Coverage is 92 %, needs 90 %."
    )


def test_who_loses_a_device_and_keeps_another_is_told_apart() -> None:
    """The very words of preview, comment, report, rehearsal and evidence."""
    counted = PeopleCount(50, 41, 2, 1, losing_a_device=6, lost=(("iOS", 5), ("macOS", 1)))
    assert meaning("Limited pilot", DEADLINE, after=ENFORCE, counted=counted) == (
        "Limited pilot: deadline -> enforce. 50 people: 41 lose nothing; 6 lose a device (5 iOS, 1 macOS) "
        "and keep another; 3 lose all access (2 never enrolled, 1 not compliant)."
    )
    told = PeopleCount(9, 7, losing_a_device=2, lost=(("iOS", 2),), alone=(("Jamf's inventory", 1), ("X", 0)))
    assert said(DEADLINE, ENFORCE, told) == (
        "9 people: 7 lose nothing; 2 lose a device (2 iOS) and keep another; 1 of these devices is known to "
        "Jamf's inventory alone; X knows of no other device."
    )
    one = PeopleCount(2, 1, losing_a_device=1, lost=(("iOS", 1),))
    assert said(DEADLINE, ENFORCE, one) == (
        "2 people: 1 loses nothing; 1 loses a device (1 iOS) and keeps another."
    )
    assert said(ENFORCE, DEADLINE, counted) == (
        "3 people get all access back: 2 never enrolled, 1 not compliant. "
        "6 people get a device back: 5 iOS, 1 macOS. Access is only reported on again."
    )
    assert said(ANNOUNCE, INSTRUCT, counted).endswith("9 people are newly asked to act, and 41 are covered.")


def test_what_rests_on_a_source_that_was_not_read_is_not_known() -> None:
    unread = PeopleCount(50, None, 2, losing_a_device=None, unread=("Entra ID's devices",))
    assert (unread.reached, unread.blocked, unread.missing) == (48, 2, None)
    not_known = "how many lose a device, and how many nothing, is not known without Entra ID's devices"
    assert said(DEADLINE, ENFORCE, unread, needs=90) == (
        f"50 people: 2 lose all access (2 never enrolled); {not_known}."
    )
    assert said(ANNOUNCE, INSTRUCT, unread).endswith(
        "At least 2 people are newly asked to act; how many in all is not known without Entra ID's devices."
    )
    assert said(ENFORCE, DEADLINE, unread) == (
        "2 people get all access back: 2 never enrolled. "
        "How many get a device back is not known without Entra ID's devices. "
        "Access is only reported on again."
    )


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        (
            ONE_MISSING,
            "50 people: 49 lose nothing; 1 loses all access (1 managed by another service).",
        ),
        (ALL, "50 people: 50 lose nothing."),
        (PeopleCount(0, 0), "Nobody is in the wave."),
        (
            PeopleCount(6690, 6021, 660, 9),
            "6,690 people: 6,021 lose nothing; 669 lose all access (660 never enrolled, 9 not compliant).",
        ),
    ],
)
def test_enforcing_counts_one_nobody_and_thousands(counted: PeopleCount, sentence: str) -> None:
    assert said(DEADLINE, ENFORCE, counted) == sentence


def test_a_share_is_never_rounded_up_to_what_is_asked_for() -> None:
    assert "Coverage is 89.9 %, needs 90 %." in said(
        DEADLINE, ENFORCE, PeopleCount(10000, 8996, 1004), needs=90
    )


@pytest.mark.parametrize(
    ("before", "after", "counted", "sentence"),
    [
        (
            PLANNED,
            ANNOUNCE,
            ALL,
            "People hear the plan, and why; nobody is asked to act yet. 50 people hear it.",
        ),
        (
            PLANNED,
            ANNOUNCE,
            PeopleCount(1, 0, 1),
            "People hear the plan, and why; nobody is asked to act yet. 1 person hears it.",
        ),
        (
            ANNOUNCE,
            INSTRUCT,
            NONE_YET,
            "People hear how to leave the old service and enroll, and may enroll from now on. "
            "2,000 people are newly asked to act.",
        ),
        (
            ANNOUNCE,
            INSTRUCT,
            PeopleCount(3, 1, 2),
            "People hear how to leave the old service and enroll, and may enroll from now on. "
            "2 people are newly asked to act, and 1 is covered.",
        ),
        (
            ANNOUNCE,
            INSTRUCT,
            ALL,
            "People hear how to leave the old service and enroll, and may enroll from now on. "
            "Nobody is newly asked to act, because 50 people are covered.",
        ),
        (
            INSTRUCT,
            DEADLINE,
            FOUR_MISSING,
            "People hear the date, and what happens then. 50 people, as if enforced now: 46 lose nothing; "
            "4 lose all access (2 never enrolled, 2 not compliant). Nobody is newly asked to act.",
        ),
        (
            INSTRUCT,
            DEADLINE,
            ONE_MISSING,
            "People hear the date, and what happens then. 50 people, as if enforced now: 49 lose nothing; "
            "1 loses all access (1 managed by another service). Nobody is newly asked to act.",
        ),
        (
            INSTRUCT,
            DEADLINE,
            ALL,
            "People hear the date, and what happens then. 50 people, as if enforced now: 50 lose nothing. "
            "Nobody is newly asked to act.",
        ),
        (
            ANNOUNCE,
            ENFORCE,
            FOUR_MISSING,
            "50 people: 46 lose nothing; 4 lose all access (2 never enrolled, 2 not compliant). "
            "4 people are newly asked to act, and 46 are covered.",
        ),
    ],
)
def test_going_on_says_what_people_hear_and_who_is_newly_asked(
    before: Stage, after: Stage, counted: PeopleCount, sentence: str
) -> None:
    assert said(before, after, counted) == sentence


def test_a_deadline_says_its_day_where_it_is_known() -> None:
    day = date(2027, 2, 22)
    assert meaning("Pilot", INSTRUCT, after=DEADLINE, grace_ends=day) == (
        "Pilot: instruct -> deadline. People hear the date, and what happens then. "
        "Their devices' grace ends on 2027-02-22."
    )
    for before, after in ((ANNOUNCE, INSTRUCT), (DEADLINE, ENFORCE), (ENFORCE, DEADLINE)):
        assert "2027" not in meaning("Pilot", before, after=after, grace_ends=day)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (ENFORCE, DEADLINE, "Whoever lost access gets it back. Access is only reported on again."),
        (DEADLINE, INSTRUCT, "Nobody's access changes. There is no date any more."),
        (INSTRUCT, ANNOUNCE, "Nobody's access changes. Nobody else may enroll for now."),
        (ANNOUNCE, PLANNED, "Nobody's access changes. The wave is taken out of the tenant."),
        (ENFORCE, PLANNED, "Whoever lost access gets it back. The wave is taken out of the tenant."),
        (PLANNED, ANNOUNCE, "People hear the plan, and why; nobody is asked to act yet."),
        (DEADLINE, ENFORCE, "Access asks for a compliant device from now on; whoever has none loses it."),
        (INSTRUCT, DEADLINE, "People hear the date, and what happens then."),
    ],
)
def test_where_nobody_was_to_be_counted_the_sentence_has_no_counts(
    before: Stage, after: Stage, sentence: str
) -> None:
    assert said(before, after) == sentence


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        (FOUR_MISSING, "4 people get all access back: 2 never enrolled, 2 not compliant."),
        (ONE_MISSING, "1 person gets all access back: 1 managed by another service."),
        (ALL, "Nobody gets access back."),
    ],
)
def test_going_back_says_who_gets_access_back(counted: PeopleCount, sentence: str) -> None:
    assert said(ENFORCE, DEADLINE, counted) == f"{sentence} Access is only reported on again."


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    assert said(DEADLINE, ENFORCE, "the tenant does not answer.") == (
        "Access asks for a compliant device from now on; whoever has none loses it. "
        "Nobody could be counted: the tenant does not answer."
    )
    assert said(ENFORCE, DEADLINE, "the tenant does not answer") == (
        "Whoever lost access gets it back. Access is only reported on again. "
        "Nobody could be counted: the tenant does not answer."
    )


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (SignIns(14, 37, 3), "37 of them signed in during the last 14 days; 3 would have been blocked."),
        (SignIns(1, 1, 0), "1 of them signed in during the last day; none would have been blocked."),
        (
            SignIns(2, 1200, 1100, complete=False),
            "1,200 of them signed in during the last 2 days (older sign-ins were not read); "
            "1,100 would have been blocked.",
        ),
        (SignIns(0, 0, 0), "None of them has signed in under the report-only policy."),
    ],
)
def test_report_only_sign_ins_are_told_with_the_step_that_enforces(found: SignIns, sentence: str) -> None:
    assert said(DEADLINE, ENFORCE, ALL, sign_ins=found).endswith(f": 50 lose nothing. {sentence}")
    assert "signed in" not in said(INSTRUCT, DEADLINE, ALL, sign_ins=found)


@pytest.mark.parametrize("stage", Stage)
def test_a_wave_that_stays_means_nothing(stage: Stage) -> None:
    assert meaning("Pilot", stage, after=stage, counted=ALL, needs=90) == ""
