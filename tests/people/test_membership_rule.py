"""The rules that an export can decide are decided as Entra ID does; all others are inconclusive."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.people.membership_rule import selected_by
from intune_waves.people.rule_comparison import Cells
from intune_waves.people.rule_words import InconclusiveError, not_taken

AT = {"department": 0, "country": 1, "accountEnabled": 2, "officeLocation": 3, "directorySynced": 4}
PEOPLE = {
    "ann": ["IT", "US", "True", "Redmond", "Yes"],
    "bob": ["it", "IE", "False", "Dublin", ""],
    "cem": ["", "US", "true", "", "No"],
    "dee": ['R "and" D', "DE", "TRUE", "Berlin", ""],
}


CELLS = Cells(PEOPLE.values(), AT)


def _selected(rule: str) -> str:
    selected = selected_by(rule, CELLS)
    return " ".join(name for person, name in enumerate(PEOPLE) if person in selected)


@pytest.mark.parametrize(
    ("rule", "selected"),
    [
        ('user.department -eq "IT"', "ann bob"),
        ('USER.Department eq "it"', "ann bob"),
        ("user.department -eq 'IT'", "ann bob"),
        ('(user.department -ne "IT")', "cem dee"),
        ("user.department -eq null", "cem"),
        ("user.department -ne null", "ann bob dee"),
        ('user.country -in ["us", "DE"]', "ann cem dee"),
        ('user.country -notIn ["US"]', "bob dee"),
        ('user.country -startsWith "u"', "ann cem"),
        ('user.country -notStartsWith "U"', "bob dee"),
        ('user.department -contains "d\\" D"', "dee"),
        ('user.department -contains "`"and`""', "dee"),
        ('user.department -notContains "I"', "cem dee"),
        ("user.accountEnabled -eq true", "ann cem dee"),
        ('user.accountEnabled -ne "True"', "bob"),
        ("user.dirSyncEnabled -eq true", "ann"),
        ('user.physicalDeliveryOfficeName -eq "Dublin"', "bob"),
        ('user.department -eq "IT" -and user.country -eq "US"', "ann"),
        ('user.country -eq "DE" -or user.department -eq "IT" -and user.country -eq "US"', "ann dee"),
        ('(user.country -eq "DE" -or user.department -eq "IT") -and user.country -ne "US"', "bob dee"),
        ('-not user.department -eq "IT" -and user.country -eq "US"', "cem"),
        ('-not (user.department -eq "IT" -or user.country -eq "US")', "dee"),
        ('not(not(user.country -eq "IE"))', "bob"),
    ],
)
def test_what_a_rule_selects(rule: str, selected: str) -> None:
    assert _selected(rule) == selected


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            'user.department -match "I.*"',
            "user.department is compared by -match, which is not evaluated offline",
        ),
        ('user.extensionAttribute1 -eq "x"', "user.extensionAttribute1 is in no users export"),
        ('device.model -eq "x"', "device.model is in no users export"),
        ('user.city -eq "Oslo"', "this users export has no column city"),
        ('user.assignedPlans -any (x -eq "y")', "it has ( where a text in quotes belongs"),
        ('user.department -in "IT"', "-in is not followed by a list"),
        ('user.department -eq ["IT", "HR"]', "-eq compares with a list"),
        ('user.department -eq "IT', "'\"IT' in it is not understood"),
        ('user.department -eq "IT")', "it has ) where its end belongs"),
        ('(user.department -eq "IT"', "it has its end where ) belongs"),
        ('user.department "IT"', "it has IT where an operator after user.department belongs"),
        ("user.department -eq IT", "it compares with it, which is no text in quotes"),
        ("user.department -eq true", "user.department is compared with what is no text"),
        ('user.department -eq ""', "user.department is compared with what is no text"),
        ("user.department -startsWith null", "user.department is compared with null by -startswith"),
        (
            'user.accountEnabled -eq "maybe"',
            "user.accountEnabled is compared with what is neither true nor false",
        ),
        ("user.accountEnabled -contains true", "user.accountEnabled is compared by -contains"),
        ("", "it has its end where a property such as user.department belongs"),
        ("(" * 60, "it has more than 50 levels of brackets"),
        ("-not " * 60, "it has more than 50 levels of brackets"),
    ],
)
def test_what_cannot_be_told_is_inconclusive(rule: str, reason: str) -> None:
    with pytest.raises(InconclusiveError) as inconclusive:
        selected_by(rule, CELLS)
    assert str(inconclusive.value) == reason


@settings(deadline=None)
@given(st.text("user.department()[]-eqnotinad\"'`\\ ,x", max_size=40))
def test_any_text_is_decided_or_inconclusive(rule: str) -> None:
    try:
        selected = selected_by(rule, CELLS)
    except InconclusiveError:
        return
    assert selected <= CELLS.everybody


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["IT", "HR", "Sales"]), min_size=1, unique=True),
    st.sampled_from(["IT", "HR", ""]),
)
def test_a_rule_and_its_negation_split_the_people(departments: list[str], department: str) -> None:
    listed = ", ".join(f'"{each}"' for each in departments)
    cells = Cells([[department, "", "", "", ""]], AT)
    chosen = selected_by(f"user.department -in [{listed}]", cells)
    assert selected_by(f"user.department -notIn [{listed}]", cells) == cells.everybody - chosen
    assert selected_by(f"-not (user.department -in [{listed}])", cells) == cells.everybody - chosen
    assert bool(chosen) is (department in departments)


@pytest.mark.parametrize(
    "rule",
    [
        'user.department -eq "Sales \u2013 \u201cNorth\u201d"',
        "user.department -eq 'a -like b'",
        "user.assignedPlans -any (assignedPlan.servicePlanId -eq \"x\" -and assignedPlan.state -eq 'On')",
        'user.mail -notMatch "a-like"',
        "user.department eq 'North-West'",
    ],
)
def test_what_stands_in_straight_quotes_is_text(rule: str) -> None:
    assert not_taken(rule) is None
