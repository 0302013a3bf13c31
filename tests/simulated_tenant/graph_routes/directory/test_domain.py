"""The organisation's domains, and subscriptions that nobody has."""

from tests.simulated_tenant.simulated import Simulated


def test_the_domains_are_those_that_an_account_may_have(adatum: Simulated) -> None:
    found = adatum.get("/v1.0/domains").json()["value"]
    assert [(each["id"], each["isDefault"], each["isInitial"]) for each in found] == [
        ("adatum.com", True, False),
        ("adatum.onmicrosoft.com", False, True),
    ]
    named = adatum.get("/v1.0/organization").json()["value"][0]["verifiedDomains"]
    assert [each["name"] for each in named] == [each["id"] for each in found]


def test_one_domain_is_read_by_its_name(adatum: Simulated) -> None:
    assert adatum.get("/v1.0/domains/Adatum.com?$select=isVerified").json()["isVerified"] is True
    assert adatum.get("/v1.0/domains/fabrikam.com").status_code == 404


def test_nobody_is_subscribed(adatum: Simulated) -> None:
    assert adatum.get("/v1.0/subscriptions").json()["value"] == []
