"""What is served, and that the page about it says the same."""

from pathlib import Path

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools import simulated_tenant as tenant
from tools.simulated_tenant.graph_routes.coverage import served_rows
from tools.simulated_tenant.graph_routes.table import ROUTER, ROUTES

COVERAGE = Path(tenant.__file__).with_name("COVERAGE.md")


def test_the_coverage_page_lists_exactly_the_routes() -> None:
    lines = COVERAGE.read_text(encoding="utf-8").split("## Served")[1].split("Beside Graph")[0].splitlines()
    listed = [line for line in lines if line.startswith("| ") and not line.startswith("| Method")]
    assert listed == served_rows()


def test_no_two_routes_are_the_same() -> None:
    assert len({(route.method, route.pattern) for route in ROUTES}) == len(ROUTES)


def test_a_literal_segment_wins_over_a_placeholder() -> None:
    route, parameters = ROUTER.find("GET", "v1.0", path="/users/$count")
    assert (route.pattern, dict(parameters)) == ("/users/$count", {})


@pytest.mark.parametrize(
    "path",
    [
        "/v1.0/me",
        "/beta/auditLogs/directoryAudits",
        "/v1.0/deviceManagement/deviceConfigurations",
        "/v2.0/users",
        "/somewhere/else/entirely",
    ],
)
def test_what_is_not_simulated_is_refused_loudly(adatum: Simulated, path: str) -> None:
    status, code, message = error(adatum.get(path))
    assert (status, code) == (501, "notSimulated")
    assert path in message


def test_a_served_path_with_another_method_is_405(adatum: Simulated) -> None:
    assert adatum.ask("DELETE", "/v1.0/users").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/v1.0/groups/x/owners?$filter=id eq 'x'",
        "/v1.0/organization?$select=id",
        "/beta/deviceManagement/deviceEnrollmentConfigurations?$top=5",
        "/v1.0/directoryObjects/x?$expand=memberOf",
    ],
)
def test_an_option_that_a_path_does_not_serve_is_never_ignored(adatum: Simulated, path: str) -> None:
    assert error(adatum.get(path))[:2] == (501, "notSimulated")


@pytest.mark.parametrize(
    "path",
    [
        "/v1.0/users/breakglass1@adatum.com/memberOf?$select=id&$top=999",
        "/v1.0/groups?$select=id",
        "/v1.0/identity/conditionalAccess/namedLocations?$select=id",
        "/v1.0/servicePrincipals?$select=id",
        "/beta/deviceManagement/deviceEnrollmentConfigurations?$select=id",
    ],
)
def test_select_leaves_what_it_names(adatum: Simulated, path: str) -> None:
    values = adatum.get(path).json()["value"]
    assert values
    assert {name for value in values for name in value} <= {"id", "@odata.type"}
    assert adatum.get(path.replace("=id", "=shoeSize")).status_code == 400


@pytest.mark.parametrize(
    "option", ["$search=%22x%22&$expand=manager", "$apply=aggregate(x)", "$expand=manager", "$skip=5"]
)
def test_a_query_option_that_is_not_simulated_is_501(adatum: Simulated, option: str) -> None:
    assert error(adatum.get(f"/v1.0/users?{option}"))[:2] == (501, "notSimulated")


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("/v1.0/users?$top=1&$select=id,displayName", "#users(id,displayName)"),
        ("/v1.0/groups?$top=1", "#groups"),
        ("/beta/users/breakglass1@adatum.com?$select=id", "#users(id)/$entity"),
        ("/v1.0/identity/conditionalAccess/policies", "#identity/conditionalAccess/policies"),
    ],
)
def test_the_context_names_what_was_selected(adatum: Simulated, path: str, context: str) -> None:
    answer = adatum.get(path)
    version = path.split("/")[1]
    assert answer.json()["@odata.context"] == f"https://localhost/{version}/$metadata{context}"
    assert answer.headers["odata-version"] == "4.0"
