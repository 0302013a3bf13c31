"""`$search` of users and groups: words at the beginning of words, joined by AND and OR."""

from urllib.parse import quote

import pytest

from tests.simulated_tenant.simulated import Simulated, error


def names(adatum: Simulated, search: str, kind: str = "groups") -> set[str]:
    path = f"/v1.0/{kind}?$search={quote(search)}&$select=displayName"
    return {each["displayName"] for each in adatum.eventual(path).json()["value"]}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ('"displayName:department"', {"IT Department"}),
        ('"displayName:DEP"', {"IT Department"}),
        ('"displayName:partment"', set()),
        ('"displayName:it dep"', {"IT Department"}),
        ('"displayName:it" OR "displayName:engineering"', {"IT Department", "Engineering"}),
        ('"description:everybody" AND "displayName:all"', {"All Employees"}),
        (
            '"description:everybody" AND ("displayName:all" OR "displayName:it")',
            {"All Employees", "IT Department"},
        ),
    ],
)
def test_words_are_found_by_their_beginnings(adatum: Simulated, search: str, found: set[str]) -> None:
    assert names(adatum, search) == found


def test_people_are_found_by_parts_of_their_names(adatum: Simulated) -> None:
    assert len(names(adatum, '"userPrincipalName:breakglass1"', "users")) == 1
    sought = quote('"mail:adatum"')
    path = f"/v1.0/users?$search={sought}&$filter=department eq 'IT'&$count=true&$top=1"
    assert adatum.eventual(path).json()["@odata.count"] == 15


def test_without_the_header_it_is_refused(adatum: Simulated) -> None:
    sought = quote('"displayName:it"')
    status, code, message = error(adatum.get(f"/v1.0/groups?$search={sought}"))
    assert (status, code) == (400, "Request_UnsupportedQuery")
    assert "ConsistencyLevel" in message


@pytest.mark.parametrize(
    "search",
    ["displayName:it", '"displayName:it', '"displayName:it" AND', '("displayName:it"', '"displayName:"', ""],
)
def test_what_is_no_search_is_refused(adatum: Simulated, search: str) -> None:
    assert adatum.eventual(f"/v1.0/groups?$search={quote(search)}").status_code == 400


@pytest.mark.parametrize("search", ['"it"', '"mailNickname:it"'])
def test_what_is_searched_elsewhere_is_not_served(adatum: Simulated, search: str) -> None:
    assert adatum.eventual(f"/v1.0/groups?$search={quote(search)}").status_code == 501
