"""Membership rules: whom they find, and which are refused, over the people of the seed."""

import json
from collections.abc import Iterator

import pytest

from tools.simulated_tenant.rules.condition import compile_rule
from tools.simulated_tenant.rules.lexer import RuleError, RuleNotServedError
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
        ("(user.jobTitle -ne $null)", "job_title IS NOT NULL"),
        ("user.department -eq 'Children''s Services'", "0"),
        ('user.mail -endsWith "@adatum.com"', "mail LIKE '%@adatum.com'"),
        ('user.mail -notEndsWith "@adatum.com"', "mail IS NULL"),
        ("user.employeeId -eq 100001", "employee_id = '100001'"),
        ("user.dirSyncEnabled -eq true", "0"),
        ("user.dirSyncEnabled -ne true", "1"),
        ("user.dirSyncEnabled -eq null", "1"),
        ('user.mobile -eq "1" or user.postalCode -eq "2" or user.telephoneNumber -eq "3"', "0"),
        ("user.objectId -ne null", "1"),
        ('(user.objectId -ne null) -and (user.userType -eq "Member")', "1"),
        (
            "user.accountEnabled eq true and not (user.department in ['IT'])",
            "account_enabled AND NOT coalesce(department = 'IT', 0)",
        ),
        ("user.employeehiredate -ge system.now -minus p30d", "0"),
        ("user.employeeHireDate -le 2020-06-10T18:13:20Z", "0"),
        ("user.assignedPlans -all (assignedPlan.servicePlanId -eq null)", "1"),
        ('user.proxyAddresses -notEndsWith "@outlook.com"', "1"),
        (f'Direct Reports for "{"0f" * 4}-1111-4222-8333-444444444444"', "0"),
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
        ("user.accountEnabled -eq 1", "Expected -eq or -ne and true or false"),
        ("user.department -not null", "is not one for text"),
        ("user.accountEnabled -match 'x'", "Expected -eq or -ne"),
        ("user.extensionAttribute16 -eq 'x'", "Unknown property 'user.extensionAttribute16'"),
        ("user.assignedPlans -eq 'x'", "Expected -any or -all"),
        ("user.proxyAddresses -any (x -eq 'y')", "Unknown property 'x'"),
        ("user.assignedPlans -any (_ -eq 'y')", "Unknown property '_'"),
        ("user.memberof -all (group.objectId -in ['x'])", "Expected -any"),
        ("user.memberof -any (group.objectId -in ['x'])", "is no object id of a group"),
        ('Direct Reports for "x"', "is no object id of a manager"),
        ("user.employeeHireDate -contains '2020'", "is not one for times"),
        (f'user.department -eq "{"x" * 3072}"', "at most 3072"),
        ("(user.department -eq \u201cFinance\u201d)", "Invalid characters"),
        ("user.accountEnabled -startsWith true", "Expected -eq or -ne"),
        ("user.accountEnabled -eq maybe", "Expected -eq or -ne and true or false"),
        ("user.department -eq 'IT", "Invalid characters"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(rule: str, reason: str) -> None:
    with pytest.raises(RuleError, match=reason):
        compile_rule(rule)


MORE = {
    "otherMails": ["a@contoso.com", "b@fabrikam.com"],
    "proxyAddresses": ["SMTP:a@adatum.com", "smtp:alias@adatum.com"],
    "assignedPlans": [
        {"servicePlanId": "p1", "service": "SCO", "capabilityStatus": "Enabled"},
        {"servicePlanId": "p2", "service": "exchange", "capabilityStatus": "Deleted"},
    ],
    "onPremisesExtensionAttributes": {"extensionAttribute7": "Marketing"},
    "extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber": "123",
    "onPremisesSyncEnabled": True,
    "preferredLanguage": "de-DE",
    "mobilePhone": "+1 425",
    "employeeHireDate": "2026-01-10T00:00:00Z",
    "manager": "0f0f0f0f-1111-4222-8333-444444444444",
}


@pytest.fixture
def person() -> Iterator[str]:
    """Somebody who has a value for everything."""
    found: str = DB.execute("SELECT id FROM person LIMIT 1").fetchone()[0]
    DB.execute("UPDATE person SET more = ? WHERE id = ?", (json.dumps(MORE), found))
    yield found
    DB.execute("UPDATE person SET more = '{}' WHERE id = ?", (found,))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ('user.otherMails -contains "@contoso.com"', True),
        ('user.otherMails -startsWith "contoso"', False),
        ('user.otherMails -eq "B@fabrikam.com"', True),
        ('user.otherMails -ne "b@fabrikam.com"', False),
        ("user.otherMails -ne null", True),
        ("user.otherMails -eq null", False),
        ('(user.proxyAddresses -any (_ -startsWith "SMTP:"))', True),
        ('user.proxyAddresses -any _ -startsWith "smtp:alias"', True),
        ('user.proxyAddresses -all (_ -endsWith "@adatum.com")', True),
        ('user.proxyAddresses -all (_ -endsWith "alias@adatum.com")', False),
        ('user.proxyAddresses -any (_ -contains "x" -or _ -contains "alias")', True),
        ('user.assignedPlans -any (assignedPlan.service -eq "SCO" -and assignedPlan.capabilityStatus -eq '
         '"Enabled")', True),
        ('user.assignedPlans -any (assignedPlan.servicePlanId -eq "p2" -and assignedPlan.service -eq "SCO")',
         False),
        ("user.assignedPlans -all (assignedPlan.servicePlanId -eq null)", False),
        ('(user.extensionAttribute7 -eq "Marketing")', True),
        ('user.extensionAttribute8 -eq "Marketing"', False),
        ('user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq "123"', True),
        ("user.dirSyncEnabled -eq true", True),
        ('user.preferredLanguage -eq "de-de"', True),
        ('user.mobile -startsWith "+1"', True),
        ("user.employeehiredate -ge system.now -plus p1d", True),
        ("user.employeehiredate -ge system.now -plus p10d", False),
        ("user.employeeHireDate -le 2026-01-10T18:13:20Z", True),
        ('Direct Reports for "0F0F0F0F-1111-4222-8333-444444444444"', True),
    ],
)  # fmt: skip
def test_a_rule_reads_lists_extensions_and_times(person: str, rule: str, holds: bool) -> None:
    condition = compile_rule(rule)
    assert count(f"id = ? AND ({condition.sql})", person, *condition.values) == int(holds)


@pytest.mark.parametrize(
    "rule",
    [
        "(device.deviceOSType -eq 'Windows')",
        "device.objectId -ne null",
        'user.department \u2013eq "Marketing"',
        "user.employeeHireDate -ge system.now -plus p1m",
    ],
)
def test_a_rule_that_entra_may_take_is_not_called_wrong(rule: str) -> None:
    with pytest.raises(RuleNotServedError):
        compile_rule(rule)
