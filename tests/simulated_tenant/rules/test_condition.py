"""Membership rules: whom they find, and which are refused, over the people of the seed."""

import pytest

from tools.simulated_tenant.rules.condition import compile_rule
from tools.simulated_tenant.rules.lexer import RuleError
from tools.simulated_tenant.seed.organisation import EASTERN_STATES
from tools.simulated_tenant.state import open_tenant

DB = open_tenant(":memory:", people=1200).db
EASTERN = ",".join(f'"{state}"' for state in EASTERN_STATES)


def count(sql: str, *values: str) -> int:
    number: int = DB.execute(f"SELECT count(*) FROM person WHERE {sql}", values).fetchone()[0]
    return number


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        ('user.department -eq "IT"', "department = 'IT'"),
        ('user.department -eq "it"', "department = 'IT'"),
        ("USER.Department -EQ 'IT'", "department = 'IT'"),
        ('user.department -ne "IT"', "department IS NOT 'IT'"),
        ("user.department -eq null", "department IS NULL"),
        ("user.department -ne null", "department IS NOT NULL"),
        ("user.accountEnabled -eq true", "account_enabled = 1"),
        ('user.accountEnabled -eq "false"', "account_enabled = 0"),
        ("user.accountEnabled -ne true", "account_enabled = 0"),
        ('user.country -in ["IE","in"]', "country IN ('IE', 'IN')"),
        (
            'user.department -notIn ["IT", "Engineering"]',
            "coalesce(department, '') NOT IN ('IT', 'Engineering')",
        ),
        ('user.userPrincipalName -startsWith "breakglass"', "user_principal_name LIKE 'breakglass%'"),
        ('user.jobTitle -contains "engineer"', "job_title LIKE '%engineer%'"),
        ('user.jobTitle -notContains "engineer"', "coalesce(job_title, '') NOT LIKE '%engineer%'"),
        ('user.city -match "^Red.*d$"', "city = 'Redmond'"),
        ('user.city -notMatch "^Red"', "coalesce(city, '') <> 'Redmond'"),
        ('-not (user.country -eq "US")', "coalesce(country, '') <> 'US'"),
        ('not (user.country -eq "US") and user.city -eq "Dublin"', "city = 'Dublin'"),
        ('user.country -eq "IE" -or user.country -eq "IN"', "country IN ('IE', 'IN')"),
        (
            f'(user.country -eq "US") and (user.state -in [{EASTERN}]) and (user.department -notIn ["IT",'
            '"Engineering"])',
            "state IN ('NY','MA','PA','MD','NC','GA','FL','NJ','CT','VA','ME','RI') AND department NOT IN "
            "('IT','Engineering')",
        ),
        ('user.department -eq "x" or user.city -eq "Dublin" and user.country -eq "IE"', "city = 'Dublin'"),
        ('user.displayName -eq "50`"%_"', "0"),
    ],
)
def test_a_rule_finds_the_people_that_its_words_mean(rule: str, sql: str) -> None:
    condition = compile_rule(rule)
    assert count(condition.sql, *condition.values) == count(sql)


def test_the_eastern_states_hold_a_quarter() -> None:
    condition = compile_rule(f'user.state -in [{EASTERN}] and user.department -notIn ["IT","Engineering"]')
    assert count(condition.sql, *condition.values) == 300


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("", "Expected a property"),
        ("department -eq 'IT'", "Unknown property 'department'"),
        ("device.deviceOSType -eq 'Windows'", "Unknown property 'device.deviceOSType'"),
        ("user.shoeSize -eq '42'", "Unknown property 'user.shoeSize'"),
        ("user.department", "Expected an operator"),
        ("user.department -eq", "Expected a value in quotes at position 19"),
        ("user.department -eq IT", "Expected a value in quotes"),
        ("user.department -like 'IT'", "Invalid characters"),
        ("user.department -in 'IT'", "Expected a list"),
        ("user.department -in ['IT'", "Expected a closing bracket"),
        ("(user.department -eq 'IT'", "Expected a closing parenthesis"),
        ("user.department -eq 'IT')", "Expected an operator at position 24"),
        ("user.department -eq 'IT' and", "Expected a property"),
        ("user.department -match '('", "is no regular expression"),
        ("user.department -and 'IT'", "is not one for text"),
        ("user.accountEnabled -eq 1", "Invalid characters"),
        ("user.accountEnabled -startsWith true", "Expected -eq or -ne"),
        ("user.accountEnabled -eq maybe", "Expected -eq or -ne and true or false"),
        ("user.department -eq 'IT", "Invalid characters"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(rule: str, reason: str) -> None:
    with pytest.raises(RuleError, match=reason):
        compile_rule(rule)
