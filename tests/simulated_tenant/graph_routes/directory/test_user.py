"""/users: what is shown, found, counted, changed."""

import pytest

from tests.simulated_tenant.simulated import Simulated, error

BREAK_GLASS = "breakglass1@adatum.com"


def test_v1_shows_the_default_properties_and_no_others(adatum: Simulated) -> None:
    user = adatum.get(f"/v1.0/users/{BREAK_GLASS}").json()
    assert "accountEnabled" not in user
    assert user["userPrincipalName"] == BREAK_GLASS
    assert adatum.get(f"/beta/users/{BREAK_GLASS}").json()["accountEnabled"] is True


def test_select_names_more_and_an_unknown_name_is_refused(adatum: Simulated) -> None:
    answer = adatum.get(f"/v1.0/users/{BREAK_GLASS}?$select=accountEnabled,department")
    shown = {name: value for name, value in answer.json().items() if "@" not in name}
    assert shown.keys() == {"accountEnabled", "department", "id"}
    assert error(adatum.get("/v1.0/users?$select=shoeSize"))[0] == 400


def test_pages_hold_everybody_once(adatum: Simulated) -> None:
    path, seen = "/v1.0/users?$select=id&$top=250", []
    while path:
        page = adatum.get(path).json()
        seen.append([user["id"] for user in page["value"]])
        path = page.get("@odata.nextLink", "").removeprefix("https://localhost")
        assert not path or "%24select=id" in path or "$select=id" in path
    assert [len(page) for page in seen] == [250, 250, 102]
    assert len({each for page in seen for each in page}) == 602


def test_the_page_size_is_100_unless_said_and_at_most_999(adatum: Simulated) -> None:
    assert len(adatum.get("/v1.0/users").json()["value"]) == 100
    assert len(adatum.get("/v1.0/users?$top=999").json()["value"]) == 602
    status, _, message = error(adatum.get("/v1.0/users?$top=1000"))
    assert (status, message) == (
        400,
        "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    )
    assert adatum.get("/v1.0/users?$top=0").status_code == 400


def test_a_made_up_skiptoken_is_refused(adatum: Simulated) -> None:
    assert error(adatum.get("/v1.0/users?$skiptoken=abc"))[:2] == (400, "Directory_ExpiredPageToken")


def test_names_are_found_by_in_with_15_values_at_most(adatum: Simulated) -> None:
    users = adatum.get("/v1.0/users?$top=16").json()["value"]
    names = ", ".join(f"'{user['userPrincipalName'].upper()}'" for user in users[:15])
    found = adatum.get(f"/v1.0/users?$filter=userPrincipalName in ({names})&$select=id").json()["value"]
    assert {user["id"] for user in found} == {user["id"] for user in users[:15]}
    refused = adatum.get(f"/v1.0/users?$filter=userPrincipalName in ({names}, 'x@adatum.com')")
    status, code, message = error(refused)
    assert (status, code) == (400, "Request_UnsupportedQuery")
    assert message.endswith("containing 'OR' operators: 16. Max allowed: 15.")


def test_counts_need_eventual_consistency(adatum: Simulated) -> None:
    assert error(adatum.get("/v1.0/users/$count"))[:2] == (400, "Request_UnsupportedQuery")
    assert adatum.eventual("/v1.0/users/$count").text == "602"
    # Without the header $count=true is silently ignored.
    assert "@odata.count" not in adatum.get("/v1.0/users?$count=true").json()
    assert adatum.eventual("/v1.0/users?$count=true").json()["@odata.count"] == 602


def test_advanced_operators_need_eventual_consistency(adatum: Simulated) -> None:
    query = "/v1.0/users?$filter=accountEnabled ne true&$count=true&$select=id"
    assert error(adatum.get(query))[:2] == (400, "Request_UnsupportedQuery")
    assert adatum.eventual(query).json()["@odata.count"] == 3


def test_an_account_can_be_disabled_and_a_wrong_property_not(adatum: Simulated) -> None:
    path = f"/v1.0/users/{BREAK_GLASS}"
    assert adatum.ask("PATCH", path, {"accountEnabled": False}).status_code == 204
    assert adatum.get(f"{path}?$select=accountEnabled").json()["accountEnabled"] is False
    for body in ({"accountEnabled": "no"}, {"id": "x"}, {"shoeSize": 42}, {"department": 7}):
        assert adatum.ask("PATCH", path, body).status_code == 400, body


def test_somebody_unknown_is_404(adatum: Simulated) -> None:
    status, code, message = error(adatum.get("/v1.0/users/nobody@adatum.com"))
    assert (status, code) == (404, "Request_ResourceNotFound")
    assert "'nobody@adatum.com' does not exist" in message


def test_the_groups_of_a_person_count_rules_too(adatum: Simulated) -> None:
    person = adatum.get("/v1.0/users?$filter=department eq 'IT'&$top=1").json()["value"][0]["id"]
    groups = adatum.get(f"/v1.0/users/{person}/memberOf").json()["value"]
    assert [group["displayName"] for group in groups] == ["IT Department", "All Employees"]
    first = adatum.get(f"/v1.0/users/{person}/memberOf?$select=displayName&$top=1").json()
    assert [group["displayName"] for group in first["value"]] == ["IT Department"]
    second = adatum.get(first["@odata.nextLink"].removeprefix("https://localhost")).json()
    assert [group["displayName"] for group in second["value"]] == ["All Employees"]


@pytest.mark.parametrize("order", ["userPrincipalName", "userPrincipalName asc"])
def test_users_come_ordered_by_name_over_pages(adatum: Simulated, order: str) -> None:
    users = adatum.everything(f"/v1.0/users?$orderby={order}&$select=userPrincipalName&$top=400")
    names = [user["userPrincipalName"] for user in users]
    assert names == sorted(names)
    assert len(names) == 602


NEW = {
    "accountEnabled": True,
    "displayName": "Nell Newcomer",
    "mailNickname": "nell",
    "userPrincipalName": "nell@adatum.com",
    "passwordProfile": {"password": "a-long-word-of-ours"},
}


def test_somebody_joins(adatum: Simulated) -> None:
    answer = adatum.ask("POST", "/v1.0/users", {**NEW, "department": "IT", "preferredLanguage": "de-DE"})
    assert answer.status_code == 201, answer.text
    joined = answer.json()
    assert (joined["userPrincipalName"], joined["preferredLanguage"]) == ("nell@adatum.com", "de-DE")
    assert "passwordProfile" not in joined
    found = adatum.get("/beta/users/nell@adatum.com").json()
    assert (found["userType"], found["department"], found["passwordProfile"]) == ("Member", "IT", None)
    assert "a-long-word-of-ours" not in str(adatum.tenant.db.execute("SELECT * FROM person").fetchall())
    # She brings a device along and may enroll like everybody else.
    owned = adatum.tenant.db.execute("SELECT count(*) FROM owned_device WHERE person_id = ?", (joined["id"],))
    assert owned.fetchone()[0] > 0
    adatum.control("POST", "reset")
    assert adatum.get("/v1.0/users/nell@adatum.com").status_code == 404


@pytest.mark.parametrize("missing", NEW)
def test_a_new_user_needs_these(adatum: Simulated, missing: str) -> None:
    body = {name: value for name, value in NEW.items() if name != missing}
    assert error(adatum.ask("POST", "/v1.0/users", body)) == (
        400,
        "Request_BadRequest",
        f"A value is required for property '{missing}' of resource 'User'.",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"userPrincipalName": BREAK_GLASS}, "Another object with the same value"),
        ({"userPrincipalName": "x@contoso.com"}, "The domain portion of the userPrincipalName"),
        ({"userPrincipalName": "x"}, "Invalid value specified for property 'userPrincipalName'"),
        ({"userPrincipalName": None}, "Invalid value specified for property 'userPrincipalName'"),
        ({"displayName": None}, "Invalid value specified for property 'displayName'"),
        ({"usageLocation": "Germany"}, "Invalid value specified for property 'usageLocation'"),
        ({"businessPhones": ["1", "2"]}, "Invalid value specified for property 'businessPhones'"),
        ({"otherMails": "x"}, "Invalid value specified for property 'otherMails'"),
        ({"onPremisesExtensionAttributes": {"extensionAttribute16": "x"}}, "Invalid value specified"),
        ({"createdDateTime": "2026-01-01T00:00:00Z"}, "is read-only"),
    ],
)
def test_an_update_that_graph_refuses(adatum: Simulated, change: dict[str, object], said: str) -> None:
    person = adatum.user_ids(1)[0]
    before = adatum.get(f"/beta/users/{person}").json()
    status, code, message = error(adatum.ask("PATCH", f"/v1.0/users/{person}", {"city": "x", **change}))
    assert (status, code) == (400, "Request_BadRequest")
    assert said in message
    assert adatum.get(f"/beta/users/{person}").json() == before


def test_what_has_no_column_is_kept_too(adatum: Simulated) -> None:
    person = adatum.user_ids(1)[0]
    path = f"/v1.0/users/{person}"
    body = {
        "MobilePhone": "+1 425 555 0100",
        "otherMails": ["a@contoso.com"],
        "onPremisesExtensionAttributes": {"extensionAttribute3": "blue"},
        "userType": "Guest",
    }
    assert adatum.ask("PATCH", path, body).status_code == 204
    found = adatum.get(f"{path}?$select=mobilephone,otherMails,onPremisesExtensionAttributes,userType").json()
    assert (found["mobilePhone"], found["otherMails"], found["userType"]) == (
        "+1 425 555 0100",
        ["a@contoso.com"],
        "Guest",
    )
    assert found["onPremisesExtensionAttributes"]["extensionAttribute3"] == "blue"
    assert found["onPremisesExtensionAttributes"]["extensionAttribute4"] is None
    for wanted in (
        "mobilePhone eq '+1 425 555 0100'",
        "otherMails/any(x:x eq 'A@contoso.com')",
        "otherMails/any(x:startswith(x,'a@'))",
        "onPremisesExtensionAttributes/extensionAttribute3 eq 'Blue'",
        "USERTYPE eq 'guest'",
    ):
        listed = adatum.get(f"/v1.0/users?$filter={wanted.replace('+', '%2B')}&$select=id").json()["value"]
        assert [each["id"] for each in listed] == [person], wanted
    assert adatum.ask("PATCH", path, {"mobilePhone": None, "otherMails": []}).status_code == 204
    found = adatum.get(f"{path}?$select=mobilePhone,otherMails").json()
    assert (found["mobilePhone"], found["otherMails"]) == (None, [])


def test_a_property_that_lives_elsewhere_is_not_made_up(adatum: Simulated) -> None:
    for name in ("mailboxSettings", "signInActivity", "skills"):
        assert error(adatum.get(f"/v1.0/users?$select={name}"))[:2] == (501, "notSimulated")
