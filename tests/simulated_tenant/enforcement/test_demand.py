"""What a policy demands, on which platforms."""

from typing import Any

import pytest

from tools.simulated_tenant.enforcement.demand import (
    PLATFORMS,
    bits,
    covered_platforms,
    covers_an_app,
    demands_device,
    names,
    narrowing,
)


def policy(**more: Any) -> dict[str, Any]:
    conditions = {"applications": {"includeApplications": ["All"]}, "users": {"includeUsers": ["All"]}}
    grant = {
        "operator": more.pop("operator", "OR"),
        "builtInControls": more.pop("controls", ["compliantDevice"]),
    }
    grant |= {name: more.pop(name) for name in ("termsOfUse", "authenticationStrength") if name in more}
    return {"conditions": {**conditions, **more}, "grantControls": grant}


@pytest.mark.parametrize(
    ("given", "demands"),
    [
        ({}, True),
        ({"controls": ["compliantDevice", "mfa"], "operator": "AND"}, True),
        ({"controls": ["compliantDevice", "mfa"]}, False),
        ({"controls": ["compliantDevice", "domainJoinedDevice"]}, True),
        ({"controls": ["compliantDevice", "compliantApplication"]}, False),
        ({"termsOfUse": ["x"]}, False),
        ({"authenticationStrength": {"id": "x"}}, False),
        ({"controls": ["block"]}, False),
        ({"controls": ["mfa"], "operator": "AND"}, False),
    ],
)
def test_a_device_is_demanded_where_nothing_else_lets_people_in(given: Any, demands: bool) -> None:
    assert demands_device(policy(**given)) is demands


def test_a_policy_without_grant_controls_demands_nothing() -> None:
    assert not demands_device({"grantControls": None})


@pytest.mark.parametrize(
    ("platforms", "covered"),
    [
        (None, PLATFORMS),
        ({"includePlatforms": ["all"], "excludePlatforms": ["linux", "windowsPhone"]}, PLATFORMS[:4]),
        ({"includePlatforms": ["windows", "iOS"], "excludePlatforms": ["iOS"]}, ("windows",)),
    ],
)
def test_platforms_are_those_included_and_not_excluded(platforms: Any, covered: tuple[str, ...]) -> None:
    assert covered_platforms(policy(platforms=platforms)) == covered
    assert tuple(names(bits(covered))) == covered


def test_what_is_not_weighed_is_named() -> None:
    assert narrowing(policy()) == ()
    found = narrowing(
        policy(
            locations={"includeLocations": ["All"]},
            clientAppTypes=["browser"],
            signInRiskLevels=[],
            applications={"includeApplications": ["All"], "excludeApplications": ["x"]},
        )
    )
    assert found == ("applications", "clientAppTypes", "locations")


def test_a_policy_for_no_app_is_for_nobody() -> None:
    assert covers_an_app(policy())
    assert not covers_an_app(policy(applications={"includeApplications": ["None"]}))
    assert covers_an_app(policy(applications={"includeApplications": [], "includeUserActions": ["x"]}))
