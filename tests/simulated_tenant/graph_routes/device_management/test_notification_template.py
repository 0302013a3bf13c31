"""Notification templates: exactly one message is the default, limits, and the mark-up that Intune sends."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import COMPLIANCE, TEMPLATES, Simulated, error

EN = {"locale": "en-us", "subject": "Your device", "messageTemplate": "Please look."}
DE = {"locale": "de-de", "subject": "Ihr Gerät", "messageTemplate": "Bitte ansehen."}


def messages(adatum: Simulated, template: str) -> str:
    return f"{TEMPLATES}/{template}/localizedNotificationMessages"


def new(adatum: Simulated) -> str:
    made = adatum.ask("POST", TEMPLATES, {"displayName": "Reminder", "brandingOptions": "includeCompanyLogo"})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def defaults(adatum: Simulated, template: str) -> dict[str, bool]:
    found = adatum.get(messages(adatum, template)).json()["value"]
    return {each["locale"]: each["isDefault"] for each in found}


def refusal(answer: Any) -> str:
    status, code, text = error(answer)
    assert (status, code) == (400, "BadRequest")
    return text


def test_exactly_one_message_is_the_default(adatum: Simulated) -> None:
    template = new(adatum)
    path = messages(adatum, template)
    first = adatum.ask("POST", path, {**EN, "isDefault": False})
    assert (first.status_code, first.json()["isDefault"]) == (201, True)
    second = adatum.ask("POST", path, DE).json()
    assert defaults(adatum, template) == {"en-us": True, "de-de": False}
    assert adatum.ask("PATCH", f"{path}/{second['id']}", {"isDefault": True}).status_code == 200
    assert defaults(adatum, template) == {"en-us": False, "de-de": True}
    assert adatum.get(f"{TEMPLATES}/{template}").json()["defaultLocale"] == "de-de"
    unset = adatum.ask("PATCH", f"{path}/{second['id']}", {"isDefault": False})
    assert "set it on another message" in refusal(unset)
    assert "while the template has others" in refusal(adatum.ask("DELETE", f"{path}/{second['id']}"))
    assert adatum.ask("DELETE", f"{path}/{first.json()['id']}").status_code == 204
    assert adatum.ask("DELETE", f"{path}/{second['id']}").status_code == 204
    assert defaults(adatum, template) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"locale": "en"}, "a language with its region is expected, such as en-us"),
        ({"locale": None}, "Invalid locale None"),
        ({"subject": ""}, "'subject' is missing"),
        ({"messageTemplate": None}, "'messageTemplate' is missing"),
        ({"subject": "x" * 79}, "The subject has 79 characters; at most 78 are allowed."),
        (
            {"messageTemplate": "x" * 2001},
            "The messageTemplate has 2001 characters; at most 2000 are allowed.",
        ),
        ({"isDefault": "yes"}, "isDefault must be true or false"),
        ({"body": "x"}, "'body' does not exist on type"),
        ({"messageTemplate": "<i>x</i>"}, "The tag '<i>' is not supported"),
        ({"messageTemplate": "<SCRIPT>x</SCRIPT>"}, "The tag '<script>' is not supported"),
        ({"messageTemplate": "<img src=x"}, "The tag '<img>' is not supported"),
        ({"messageTemplate": "<!-- x -->"}, "The tag '<!>' is not supported"),
        ({"messageTemplate": "<p style='x'>x</p>"}, "only <a> has an attribute, an https href"),
        ({"messageTemplate": "<a href='http://x'>x</a>"}, "only <a> has an attribute, an https href"),
        ({"messageTemplate": "<a href='https://x' onclick='x'>x</a>"}, "only <a> has an attribute"),
    ],
)
def test_a_message_that_intune_would_not_send_is_refused(
    adatum: Simulated, change: dict[str, Any], said: str
) -> None:
    template = new(adatum)
    path = messages(adatum, template)
    made = adatum.ask("POST", path, DE).json()
    # A second one, so that a wrong isDefault is looked at.
    assert said in refusal(adatum.ask("POST", path, {**EN, **change}))
    assert adatum.get(path).json()["value"] == [{k: v for k, v in made.items() if k[0] != "@"}]


def test_a_message_may_hold_what_intune_sends(adatum: Simulated) -> None:
    text = (
        '<p>Dear {{UserName}}, <b>1 < 2</b><br/><a href="https://adatum.com/help">help</a></p>'
        "<ul><li>x</li></ul><table><tbody><tr><td>y</td></tr></tbody></table>"
    )
    template = new(adatum)
    whole = {"locale": "en-US", "subject": "x" * 78, "messageTemplate": text.ljust(2000, "x")}
    assert adatum.ask("POST", messages(adatum, template), whole).status_code == 201


def test_a_locale_has_one_message_and_keeps_it(adatum: Simulated) -> None:
    template = new(adatum)
    path = messages(adatum, template)
    made = adatum.ask("POST", path, EN).json()
    assert made["id"] == f"{template}_en-us"
    assert "has a message for the locale 'en-US' already" in refusal(
        adatum.ask("POST", path, {**EN, "locale": "en-US"})
    )
    one = f"{path}/{made['id']}"
    assert "locale of a message cannot be changed" in refusal(adatum.ask("PATCH", one, {"locale": "de-de"}))
    changed = adatum.ask("PATCH", one, {"locale": "en-us", "subject": "New"})
    assert (changed.status_code, changed.json()["subject"]) == (200, "New")
    assert adatum.get(one).json()["subject"] == "New"
    assert adatum.get(f"{path}/{template}_fr-fr").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "'displayName' is missing"),
        ({"displayName": "x", "brandingOptions": "includeLogo"}, "Invalid brandingOptions 'includeLogo'"),
        ({"displayName": "x", "defaultLocale": "English"}, "Invalid locale 'English'"),
        ({"displayName": "x", "roleScopeTagIds": "0"}, "roleScopeTagIds must be a list"),
        ({"displayName": "x", "subject": "x"}, "'subject' does not exist on type"),
    ],
)
def test_a_template_that_is_none_is_refused(adatum: Simulated, given: Any, said: str) -> None:
    assert said in refusal(adatum.ask("POST", TEMPLATES, given))
    assert adatum.get(TEMPLATES).json()["value"] == []


def test_a_template_is_read_with_its_messages_and_changed(adatum: Simulated) -> None:
    template = new(adatum)
    adatum.ask("POST", messages(adatum, template), EN)
    path = f"{TEMPLATES}/{template}"
    (listed,) = adatum.get(f"{TEMPLATES}?$expand=localizedNotificationMessages").json()["value"]
    assert [each["locale"] for each in listed["localizedNotificationMessages"]] == ["en-us"]
    assert adatum.get(f"{path}?$select=displayName").json()["displayName"] == "Reminder"
    changed = adatum.ask("PATCH", path, {"displayName": "Later", "brandingOptions": "none"})
    assert (changed.status_code, changed.json()["displayName"]) == (200, "Later")
    assert adatum.get(f"{TEMPLATES}/nothing").status_code == 404


def test_a_template_that_a_policy_sends_stays(adatum: Simulated) -> None:
    template = adatum.new_template()
    policy = adatum.new_compliance_policy(sent={template: [24]})
    assert "used by the compliance policies Wave" in refusal(adatum.ask("DELETE", f"{TEMPLATES}/{template}"))
    adatum.ask("DELETE", f"{COMPLIANCE}/{policy}")
    assert adatum.ask("DELETE", f"{TEMPLATES}/{template}").status_code == 204
    assert adatum.get(f"{TEMPLATES}/{template}").status_code == 404
