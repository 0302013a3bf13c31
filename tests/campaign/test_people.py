"""People are told by facts, an object id from a name, and a user principal name from anything else."""

import pytest

from intune_waves.campaign.people import (
    DynamicRule,
    EverybodyElse,
    ExistingGroup,
    ListedPeople,
    People,
    Share,
    as_upn,
    is_object_id,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000000a-0000-0000-c000-000000000000", True),
        ("0000000A-0000-0000-C000-000000000000", True),
        ("IT Department", False),
        ("0000000a-0000-0000-c000-00000000000", False),
        ("x0000000a-0000-0000-c000-000000000000", False),
        ("", False),
    ],
)
def test_an_object_id_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_object_id(text) is expected


@pytest.mark.parametrize(
    ("text", "upn"),
    [
        ("Adele.Vance@Adatum.com", "adele.vance@adatum.com"),
        (" o'neill-1_x@sub.adatum.co.uk ", "o'neill-1_x@sub.adatum.co.uk"),
        ("guest_fabrikam.com#EXT#@adatum.onmicrosoft.com", "guest_fabrikam.com#ext#@adatum.onmicrosoft.com"),
        ("adele vance@adatum.com", None),
        ("adele@adatum", None),
        ("adele@@adatum.com", None),
        ("@adatum.com", None),
        ("jörg@adatum.com", None),
        ("a" * 65 + "@adatum.com", None),
        ("adele@" + "a" * 110 + ".com", None),
        ("adele@-adatum.com", None),
        (None, None),
        (7, None),
    ],
)
def test_user_principal_names(text: object, upn: str | None) -> None:
    assert as_upn(text) == upn


RULE = 'user.country -eq "US"'
FACTS = {
    "words": ["a list", "a rule", "a group", "a share", "everybody else"],
    "declared_size": [50, None, None, 200, None],
    "file": ["waves/people/pilot.csv", None, None, None, None],
    "named_group": [None, None, "Engineering", "IT", None],
    "existing_group": [None, None, "Engineering", None, None],
    "membership_rule": [None, RULE, None, None, None],
    "takes_the_rest": [False, False, False, False, True],
}


@pytest.mark.parametrize("fact", FACTS)
def test_the_domain_is_told_the_facts_of_every_source(fact: str) -> None:
    people: list[People] = [
        ListedPeople(50, file="waves/people/pilot.csv"),
        DynamicRule(RULE),
        ExistingGroup("Engineering"),
        Share("IT", size=200),
        EverybodyElse(),
    ]
    assert [getattr(each, fact) for each in people] == FACTS[fact]
