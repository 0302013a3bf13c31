"""Mail: what sendMail takes and refuses, and how Sent Items tell a message by its key."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools.simulated_tenant.graph_routes.rights import GRANTED

KEY = "String {6f2a0c5e-3b1d-4e8a-9c47-0d5b7a1e2f33} Name campaignKey"


@pytest.fixture
def sender(adatum: Simulated) -> str:
    users = adatum.get("/v1.0/users?$select=userPrincipalName&$top=1").json()["value"]
    name: str = users[0]["userPrincipalName"]
    return name


def message(*to: str, key: str | None = None, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "subject": "Enroll your device",
        "body": {"contentType": "HTML", "content": "<p>Please</p>"},
        "toRecipients": [{"emailAddress": {"address": each}} for each in to or ("anna@adatum.com",)],
    }
    if key is not None:
        body["singleValueExtendedProperties"] = [{"id": KEY, "value": key}]
    return {**body, **more}


def send(adatum: Simulated, sender: str, body: Any, **more: Any) -> Any:
    return adatum.ask("POST", f"/v1.0/users/{sender}/sendMail", {"message": body, **more})


def found(adatum: Simulated, sender: str, key: str, more: str = "") -> list[Any]:
    where = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq '{key}')"
    answer = adatum.get(f"/v1.0/users/{sender}/mailFolders/sentitems/messages?$filter={where}{more}")
    assert answer.status_code == 200, answer.text
    rows: list[Any] = answer.json()["value"]
    return rows


def test_a_message_is_found_by_its_key_alone(adatum: Simulated, sender: str) -> None:
    answer = send(adatum, sender, message("anna@adatum.com", key="one"))
    assert (answer.status_code, answer.content) == (202, b"")
    send(adatum, sender, message("bob@adatum.com", key="two"))
    (row,) = found(adatum, sender, "one")
    assert row["subject"] == "Enroll your device"
    assert row["sentDateTime"] == "2026-01-05T08:00:00Z"
    assert row["toRecipients"] == [
        {"emailAddress": {"name": "anna@adatum.com", "address": "anna@adatum.com"}}
    ]
    assert row["from"]["emailAddress"]["address"] == sender
    assert "body" not in row
    assert found(adatum, sender, "three") == []


def test_a_key_belongs_to_the_mailbox_that_sent_it(adatum: Simulated, sender: str) -> None:
    send(adatum, sender, message(key="one"))
    other = adatum.get("/v1.0/users?$select=id&$top=2").json()["value"][1]["id"]
    assert found(adatum, other, "one") == []
    by_id = adatum.get(f"/v1.0/users/{sender}?$select=id").json()["id"]
    assert len(found(adatum, by_id, "one")) == 1


def test_the_keys_of_many_messages_are_listed_page_by_page(adatum: Simulated, sender: str) -> None:
    for number in range(5):
        send(adatum, sender, message(key=f"key {number}"))
    expand = f"$expand=singleValueExtendedProperties($filter=id eq '{KEY}')"
    path = f"/v1.0/users/{sender}/mailFolders/sentitems/messages?$top=2&$select=id&{expand}"
    keys = []
    while path:
        page = adatum.get(path).json()
        assert len(page["value"]) <= 2
        keys += [each["singleValueExtendedProperties"][0]["value"] for each in page["value"]]
        path = page.get("@odata.nextLink", "").removeprefix("https://localhost")
    assert keys == ["key 4", "key 3", "key 2", "key 1", "key 0"]


def test_what_is_not_saved_is_counted_and_not_listed(adatum: Simulated, sender: str) -> None:
    send(adatum, sender, message(key="one"), saveToSentItems="false")
    assert found(adatum, sender, "one") == []
    assert adatum.snapshot()["mail"] == {
        "sent": 1,
        "saved": 0,
        "bySubject": {"Enroll your device": 1},
        "keyedTwice": 0,
    }


def test_the_snapshot_tells_who_got_one_key_twice(adatum: Simulated, sender: str) -> None:
    for to in ("anna@adatum.com", "ANNA@adatum.com", "bob@adatum.com"):
        send(adatum, sender, message(to, key="one"))
    send(adatum, sender, message("anna@adatum.com", key="two"))
    assert adatum.snapshot()["mail"]["keyedTwice"] == 1
    adatum.control("POST", "reset")
    assert adatum.snapshot()["mail"]["sent"] == 0


def test_headers_and_attachments_are_kept_and_a_body_is_not(adatum: Simulated, sender: str) -> None:
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "wave.ics", "contentBytes": "QkVHSU4="}
    headers = [{"name": "x-campaign", "value": "pilot"}]
    content = {"contentType": "Text", "content": "a very special sentence"}
    body = message(key="one", internetMessageHeaders=headers, attachments=[file], body=content)
    assert send(adatum, sender, body).status_code == 202
    (row,) = found(adatum, sender, "one", "&$select=internetMessageHeaders,hasAttachments")
    assert (row["internetMessageHeaders"], row["hasAttachments"]) == (headers, True)
    kept = [each for row in adatum.tenant.db.execute("SELECT * FROM sent_message") for each in row]
    assert not any("special" in str(each) for each in kept)
    assert error(adatum.get(f"/v1.0/users/{sender}/mailFolders/sentitems/messages?$select=body"))[0] == 501


RECIPIENTS = (400, "ErrorInvalidRecipients")
UNREADABLE = (400, "RequestBodyRead")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"toRecipients": []}, RECIPIENTS),
        ({"toRecipients": [{"emailAddress": {"address": "anna"}}]}, RECIPIENTS),
        ({"toRecipients": [{"emailAddress": {}}]}, RECIPIENTS),
        ({"toRecipients": [{"address": "anna@adatum.com"}]}, UNREADABLE),
        ({"toRecipients": "anna@adatum.com"}, UNREADABLE),
        (
            {"toRecipients": [{"emailAddress": {"address": "anna@adatum.com"}}] * 501},
            (400, "ErrorExceededMessageLimit"),
        ),
        ({"subjekt": "Enroll"}, UNREADABLE),
        ({"subject": 7}, UNREADABLE),
        ({"importance": "urgent"}, UNREADABLE),
        ({"body": "Please"}, UNREADABLE),
        ({"body": {"contentType": "Markdown", "content": "x"}}, UNREADABLE),
        ({"body": {"content": "x" * 4_194_305}}, (413, "ErrorMessageSizeExceeded")),
        (
            {"internetMessageHeaders": [{"name": "campaign", "value": "x"}]},
            (400, "InvalidInternetMessageHeader"),
        ),
        (
            {"internetMessageHeaders": [{"name": f"x-{n}", "value": "x"} for n in range(6)]},
            (400, "InvalidInternetMessageHeaderCollection"),
        ),
        ({"internetMessageHeaders": [{"name": "x-campaign"}]}, UNREADABLE),
        (
            {"singleValueExtendedProperties": [{"id": "campaignKey", "value": "x"}]},
            (400, "ErrorInvalidExtendedProperty"),
        ),
        (
            {"singleValueExtendedProperties": [{"id": KEY, "value": "x"}] * 2},
            (400, "ErrorDuplicateExtendedProperty"),
        ),
        ({"attachments": [{"name": "wave.ics"}]}, (501, "notSimulated")),
        ({"categories": ["red"]}, (501, "notSimulated")),
        ({"from": {"emailAddress": {"address": "anna@adatum.com"}}}, (403, "ErrorSendAsDenied")),
    ],
)
def test_a_message_that_graph_refuses_is_not_sent(
    adatum: Simulated, sender: str, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert error(send(adatum, sender, {**message(), **changes}))[:2] == expected
    assert adatum.snapshot()["mail"]["sent"] == 0


def test_the_message_is_required_and_other_parameters_are_refused(adatum: Simulated, sender: str) -> None:
    path = f"/v1.0/users/{sender}/sendMail"
    assert error(adatum.ask("POST", path, {}))[:2] == (400, "ErrorInvalidRequest")
    assert error(send(adatum, sender, message(), urgent=True))[:2] == UNREADABLE
    assert error(send(adatum, sender, message(), saveToSentItems="maybe"))[:2] == UNREADABLE
    assert adatum.ask("POST", path, {"Message": message(), "SaveToSentItems": True}).status_code == 202


@pytest.mark.parametrize(
    ("name", "code"),
    [("nobody@adatum.com", "ErrorInvalidUser"), ("breakglass1@adatum.com", "MailboxNotEnabledForRESTAPI")],
)
def test_a_sender_who_is_nobody_or_has_no_mailbox_is_404(adatum: Simulated, name: str, code: str) -> None:
    assert error(send(adatum, name, message()))[:2] == (404, code)
    assert error(adatum.get(f"/beta/users/{name}/mailFolders/sentitems/messages"))[:2] == (404, code)


@pytest.mark.parametrize(
    ("right", "may_send", "may_look"), [("Mail.Send", 403, 200), ("Mail.Read", 202, 403)]
)
def test_sending_and_looking_take_a_right_each(
    adatum: Simulated, sender: str, right: str, may_send: int, may_look: int
) -> None:
    adatum.control("PUT", "application", {"rights": [each for each in GRANTED if each != right]})
    adatum.token = adatum.sign_in().json()["access_token"]
    sent = send(adatum, sender, message())
    looked = adatum.get(f"/v1.0/users/{sender}/mailFolders/sentitems/messages")
    assert (sent.status_code, looked.status_code) == (may_send, may_look)
    refused = sent if may_send == 403 else looked
    assert error(refused)[1] == "ErrorAccessDenied"


def test_an_answer_lost_after_the_write_leaves_the_message_in_sent_items(
    adatum: Simulated, sender: str
) -> None:
    lost = {"method": "POST", "path": "/users/*/sendMail", "times": 1, "status": 503, "afterWrite": True}
    adatum.control("PUT", "faults", {"failures": [lost]})
    assert send(adatum, sender, message(key="one")).status_code == 503
    assert len(found(adatum, sender, "one")) == 1


def test_a_batch_sends_each_message_by_itself(adatum: Simulated, sender: str) -> None:
    bodies = [message(key="one"), message("nowhere"), message(key="two")]
    items = [
        {
            "id": str(number),
            "method": "POST",
            "url": f"/users/{sender}/sendMail",
            "headers": {"Content-Type": "application/json"},
            "body": {"message": body},
        }
        for number, body in enumerate(bodies)
    ]
    answer = adatum.ask("POST", "/v1.0/$batch", {"requests": items})
    assert [each["status"] for each in answer.json()["responses"]] == [202, 400, 202]
    assert adatum.snapshot()["mail"]["sent"] == 2
