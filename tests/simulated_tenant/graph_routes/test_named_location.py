"""Named locations: made, changed and deleted as their pages say, and named by policies."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated, error

LOCATIONS = "/v1.0/identity/conditionalAccess/namedLocations"
IP, COUNTRY = "#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation"
RANGES = [
    {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.7/24"},
    {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8::/32"},
]
OFFICE = {"@odata.type": IP, "displayName": "Dublin", "isTrusted": True, "ipRanges": RANGES}
COUNTRIES = {"@odata.type": COUNTRY, "displayName": "Nearby", "countriesAndRegions": ["IE", "GB"]}


def test_a_location_of_addresses_is_made_changed_and_deleted(adatum: Simulated) -> None:
    made = adatum.ask("POST", LOCATIONS, OFFICE)
    assert made.status_code == 201
    whole = made.json()
    assert {name: whole[name] for name in OFFICE} == OFFICE
    one = f"{LOCATIONS}/{whole['id']}"
    assert adatum.get(one).json() == whole
    assert error(adatum.ask("DELETE", one))[0] == 400
    assert adatum.ask("PATCH", one, {"@odata.type": IP, "IsTrusted": False}).status_code == 204
    assert adatum.get(one).json()["isTrusted"] is False
    assert adatum.ask("DELETE", one).status_code == 204
    assert adatum.get(one).status_code == 404


def test_countries_are_filled_in_as_graph_does(adatum: Simulated) -> None:
    whole = adatum.ask("POST", LOCATIONS, COUNTRIES).json()
    assert whole["includeUnknownCountriesAndRegions"] is False
    assert whole["countryLookupMethod"] == "clientIpAddress"
    names = {each["displayName"] for each in adatum.get(LOCATIONS).json()["value"]}
    assert names == {"Adatum offices", "Nearby"}
    found = adatum.get(f"{LOCATIONS}?$filter=displayName eq 'Nearby'&$select=id").json()["value"]
    assert [each["id"] for each in found] == [whole["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": "Dublin", "ipRanges": RANGES},
        {**OFFICE, "displayName": ""},
        {**OFFICE, "ipRanges": []},
        {**OFFICE, "ipRanges": [{"cidrAddress": "198.51.100.0/24"}]},
        {**OFFICE, "ipRanges": [{**RANGES[0], "cidrAddress": "198.51.100.0"}]},
        {**OFFICE, "ipRanges": [{**RANGES[0], "cidrAddress": "2001:db8::/32"}]},
        {**OFFICE, "isTrusted": "yes"},
        {**OFFICE, "shoeSize": 43},
        {**COUNTRIES, "countriesAndRegions": []},
        {**COUNTRIES, "countriesAndRegions": ["Ireland"]},
        {**COUNTRIES, "countryLookupMethod": "guess"},
    ],
)
def test_what_the_page_does_not_allow_is_refused(adatum: Simulated, body: Any) -> None:
    assert adatum.ask("POST", LOCATIONS, body).status_code == 400


def test_a_location_keeps_its_type(adatum: Simulated) -> None:
    one = f"{LOCATIONS}/{adatum.ask('POST', LOCATIONS, COUNTRIES).json()['id']}"
    assert adatum.ask("PATCH", one, {"@odata.type": IP}).status_code == 400


def test_a_location_that_a_policy_names_is_not_deleted_here(adatum: Simulated) -> None:
    location = adatum.ask("POST", LOCATIONS, COUNTRIES).json()["id"]
    policy = adatum.policy()
    policy["conditions"]["locations"] = {"includeLocations": ["All"], "excludeLocations": [location]}
    assert adatum.ask("POST", POLICIES, policy).status_code == 201
    assert adatum.ask("DELETE", f"{LOCATIONS}/{location}").status_code == 501
