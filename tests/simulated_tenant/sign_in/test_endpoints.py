"""Signing in: what azuread and azure-identity ask for, and how Entra refuses."""

import time
from typing import Any

import jwt
import pytest

from tests.simulated_tenant.simulated import SECRET, Simulated, error
from tools.simulated_tenant.sign_in.endpoints import DEVICE_CODE
from tools.simulated_tenant.sign_in.tokens import issue_token
from tools.simulated_tenant.store.applications import read_application

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def claims(token: str) -> Any:
    return jwt.decode(token, options={"verify_signature": False})


def test_the_metadata_has_what_go_azure_sdk_demands(adatum: Simulated) -> None:
    found = adatum.send("GET", "/metadata/endpoints?api-version=2022-09-01").json()
    assert found["name"]
    assert found["resourceManager"]
    assert found["microsoftGraphResourceId"] == "https://localhost/"
    authentication = found["authentication"]
    assert authentication["loginEndpoint"] == "https://localhost"
    assert {"audiences", "tenant", "identityProvider"} < set(authentication)


def test_the_app_gets_a_token_with_its_roles(adatum: Simulated) -> None:
    answer = adatum.sign_in()
    assert answer.json()["token_type"] == "Bearer"
    found = claims(answer.json()["access_token"])
    assert found["oid"]
    assert "Group.ReadWrite.All" in found["roles"]
    assert found["exp"] - found["iat"] == 3599


@pytest.mark.parametrize(
    ("change", "status", "word", "number"),
    [
        ({SECRET: "wrong"}, 401, "invalid_client", 7000215),
        ({SECRET: None}, 400, "invalid_request", 900144),
        ({"client_id": "11111111-1111-1111-1111-111111111111"}, 400, "unauthorized_client", 700016),
        ({"client_id": None}, 400, "invalid_request", 900144),
        ({"tenant": "contoso.com"}, 400, "invalid_request", 90002),
        ({"grant_type": "barter"}, 400, "unsupported_grant_type", 70003),
        ({SECRET: None, "client_assertion": "x.y.z"}, 401, "invalid_client", 700027),
    ],
)
def test_a_refused_sign_in_has_entras_shape(
    adatum: Simulated, change: dict[str, Any], status: int, word: str, number: int
) -> None:
    answer = adatum.sign_in(**change)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, word, [number])
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    assert "access_token" not in body


def test_an_expired_secret_is_told_from_a_wrong_one(adatum: Simulated) -> None:
    adatum.control("PUT", "application", {"secretExpired": True})
    assert adatum.sign_in().json()["error_codes"] == [7000222]
    assert adatum.sign_in(client_secret="wrong").json()["error_codes"] == [7000215]
    adatum.control("PUT", "application", {"secretExpired": False})
    assert adatum.sign_in().status_code == 200


def test_no_secret_is_ever_shown(adatum: Simulated) -> None:
    secret = read_application(adatum.tenant.db).client_secret
    adatum.sign_in(client_secret="wrong")
    for path in ("status", "requests", "snapshot"):
        assert secret not in adatum.control("GET", path).text
    assert secret not in adatum.control("PUT", "application", {"rights": []}).text


def test_a_client_assertion_signs_the_app_in(adatum: Simulated) -> None:
    client_id = read_application(adatum.tenant.db).client_id
    key = "k" * 32
    assertion = jwt.encode({"iss": client_id, "sub": client_id, "aud": "x"}, key, algorithm="HS256")
    change = {SECRET: None, "client_assertion": assertion, "client_assertion_type": ASSERTION}
    assert claims(adatum.sign_in(**change).json()["access_token"])["idtyp"] == "app"


def ask_for_a_code(tenant: Simulated, scope: str | None) -> Any:
    """What the sign-in service answers to whoever asks for a device code."""
    status = tenant.control("GET", "status").json()
    form = {"client_id": status["client_id"], **({} if scope is None else {"scope": scope})}
    return tenant.send("POST", f"/{status['tenant_id']}/oauth2/v2.0/devicecode", data=form).json()


@pytest.mark.parametrize(
    ("scope", "has", "has_not"),
    [
        (
            "https://localhost/User.Read.All https://localhost/AuditLog.Read.All openid profile",
            {"User.Read.All", "AuditLog.Read.All", "User.Read"},
            {"Group.ReadWrite.All", "openid"},
        ),
        ("User.Read.All", {"User.Read.All"}, {"Group.ReadWrite.All"}),
        ("openid", {"User.Read"}, {"User.Read.All"}),
        ("https://localhost/.default", {"Group.ReadWrite.All"}, {".default"}),
    ],
)
def test_a_person_has_what_was_asked_for_at_the_second_poll(
    adatum: Simulated, scope: str, has: set[str], has_not: set[str]
) -> None:
    code = ask_for_a_code(adatum, scope)["device_code"]
    change = {"grant_type": DEVICE_CODE, "device_code": code, SECRET: None}
    assert adatum.sign_in(**change).json()["error"] == "authorization_pending"
    answer = adatum.sign_in(**change).json()
    found = claims(answer["access_token"])
    assert found["idtyp"] == "user"
    assert has <= set(found["scp"].split())
    assert not has_not & set(found["scp"].split())
    assert answer["scope"] == scope
    assert adatum.sign_in(**change).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("scope", "number"), [(None, 900144), (" ", 900144), ("https://localhost/User.Red.All", 650053)]
)
def test_a_code_for_nothing_or_for_no_right_is_refused(
    adatum: Simulated, scope: str | None, number: int
) -> None:
    assert ask_for_a_code(adatum, scope)["error_codes"] == [number]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic eDp5"])
def test_graph_wants_a_token(adatum: Simulated, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for path in ("/v1.0/users", "/v1.0/$batch"):
        answer = adatum.send("POST" if "batch" in path else "GET", path, headers=headers)
        assert error(answer)[:2] == (401, "InvalidAuthenticationToken")


def test_an_expired_token_is_refused(adatum: Simulated) -> None:
    db = adatum.tenant.db
    old = issue_token(db, read_application(db), base_url="https://localhost", now=time.time() - 7200)
    answer = adatum.send("GET", "/v1.0/users", headers={"Authorization": f"Bearer {old}"})
    assert "expired" in error(answer)[2]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1.0/users", "Authorization_RequestDenied"),
        ("/v1.0/identity/conditionalAccess/policies", "AccessDenied"),
        ("/beta/deviceManagement/deviceEnrollmentConfigurations", "Forbidden"),
    ],
)
def test_a_missing_right_is_403_in_the_words_of_the_family(adatum: Simulated, path: str, code: str) -> None:
    assert adatum.get(path).status_code == 200
    adatum.control("PUT", "application", {"rights": ["Sites.Read.All"]})
    adatum.token = adatum.sign_in().json()["access_token"]
    assert error(adatum.get(path))[:2] == (403, code)


def test_reading_rights_do_not_write(adatum: Simulated) -> None:
    adatum.control("PUT", "application", {"rights": ["Group.Read.All"]})
    adatum.token = adatum.sign_in().json()["access_token"]
    assert adatum.get("/v1.0/groups").status_code == 200
    assert adatum.ask("POST", "/v1.0/groups", {}).status_code == 403


def test_discovery_names_this_host_and_an_unknown_tenant_is_refused(adatum: Simulated) -> None:
    tenant = adatum.control("GET", "status").json()["tenant_id"]
    found = adatum.send("GET", f"/{tenant}/v2.0/.well-known/openid-configuration").json()
    assert found["token_endpoint"] == f"https://localhost/{tenant}/oauth2/v2.0/token"
    refused = adatum.send("GET", "/contoso.com/v2.0/.well-known/openid-configuration")
    assert (refused.status_code, refused.json()["error_codes"]) == (400, [90002])


def test_a_grant_that_entra_has_and_the_tenant_does_not_is_501(adatum: Simulated) -> None:
    for grant in ("password", "authorization_code", "refresh_token"):
        answer = adatum.sign_in(grant_type=grant)
        assert (answer.status_code, answer.json()["error"]) == (501, "not_simulated")
