"""Mail on the wire: what is sent, how it is found again, and what a refusal says."""

from datetime import date
from functools import partial

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden, GraphError, Unavailable
from intune_waves.graph.group_membership import Recipient, recipient_pages
from intune_waves.graph.mail import KEY, SERIES, Mail, send_mail, sent_on, series_sent_on
from tests.graph.fake_graph import answering, id_of, refused

MAIL = Mail("adele.vance@adatum.com", "Enroll", "<p>Hello Adele</p>", "k1", "s1")
BOX = "waves@adatum.com"


async def test_a_message_carries_its_key_and_stays_in_the_sent_items() -> None:
    graph = answering(Answer(202))
    await send_mail(graph.client(), BOX, mail=MAIL)
    (sent,) = graph.sent
    assert (sent.method, sent.path) == ("POST", "/v1.0/users/waves@adatum.com/sendMail")
    assert sent.json == {
        "message": {
            "subject": "Enroll",
            "body": {"contentType": "html", "content": "<p>Hello Adele</p>"},
            "toRecipients": [{"emailAddress": {"address": "adele.vance@adatum.com"}}],
            "singleValueExtendedProperties": [{"id": KEY, "value": "k1"}, {"id": SERIES, "value": "s1"}],
        },
        "saveToSentItems": True,
    }


async def test_a_throttled_message_is_sent_after_its_wait_and_a_lost_answer_is_not_sent_again() -> None:
    graph = answering(refused(429, retry_after="7"), refused(503))
    with pytest.raises(Unavailable):
        await send_mail(graph.client(), BOX, mail=MAIL)
    assert (graph.waits, len(graph.sent)) == ([7.0], 2)


@pytest.mark.parametrize(
    ("look", "name"), [(partial(sent_on, key="k1"), KEY), (partial(series_sent_on, series="k1"), SERIES)]
)
async def test_a_message_is_found_by_its_key(look: object, name: str) -> None:
    graph = answering(
        Answer(200, {}, {"value": [{"sentDateTime": "2027-01-11T08:30:00Z"}]}), Answer(200, {}, {"value": []})
    )
    client = graph.client()
    assert callable(look)
    assert await look(client, BOX) == date(2027, 1, 11)
    assert await look(client, BOX) is None
    folder, _, query = graph.sent[0].path.partition("?")
    assert folder == "/v1.0/users/waves@adatum.com/mailFolders/sentitems/messages"
    condition = f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq 'k1')"
    encoded = condition.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D")
    assert query == f"$filter={encoded}&$select=sentDateTime&$top=1"


@pytest.mark.parametrize(("sending", "right"), [(True, "Mail.Send"), (False, "Mail.Read")])
async def test_a_403_names_the_right_and_how_to_keep_it_to_one_mailbox(sending: bool, right: str) -> None:
    client = answering(refused(403, "ErrorAccessDenied", "Access is denied.")).client()
    with pytest.raises(Forbidden) as caught:
        await (send_mail(client, BOX, mail=MAIL) if sending else sent_on(client, BOX, key="k1"))
    assert str(caught.value).endswith(
        f": 403 ErrorAccessDenied: Access is denied. Grant the identity {right} with admin consent. "
        "Keep the right to the one mailbox: by RBAC for Applications in Exchange Online, or by the "
        "application access policy that an organisation has already (if one is in force, it must name this "
        "mailbox). [graph-forbidden]"
    )
    assert str(caught.value).startswith("the mailbox waves@adatum.com: ")


async def test_the_people_of_a_group_come_page_by_page_without_disabled_accounts() -> None:
    rows = [
        {"id": id_of("a"), "accountEnabled": True, "mail": "a@adatum.com",
         "userPrincipalName": "a@adatum.com", "displayName": "Adele Vance", "givenName": "Adele"},
        {"id": id_of("b"), "accountEnabled": False, "mail": "b@adatum.com"},
        {"id": id_of("c"), "mail": None, "userPrincipalName": "c@adatum.com", "displayName": None},
    ]  # fmt: skip
    graph = answering(
        Answer(
            200, {}, {"value": rows[:2], "@odata.count": 3, "@odata.nextLink": "https://graph.test/v1.0/next"}
        ),
        Answer(200, {}, {"value": rows[2:]}),
    )
    pages = [page async for page in recipient_pages(graph.client(), "g")]
    assert [person for page in pages for person in page.people] == [
        Recipient(id_of("a"), "a@adatum.com", "a@adatum.com", "Adele Vance", "Adele"),
        Recipient(id_of("c"), "", "c@adatum.com", "", ""),
    ]
    assert [page.disabled for page in pages] == [1, 0]
    assert graph.sent[0].headers["ConsistencyLevel"] == "eventual"
    assert len(graph.sent) == 2


async def test_a_list_that_ends_early_is_an_error() -> None:
    graph = answering(*[Answer(200, {}, {"value": [{"id": id_of("a")}], "@odata.count": 2000})] * 2)
    with pytest.raises(GraphError) as caught:
        [page async for page in recipient_pages(graph.client(), "g")]
    assert str(caught.value) == (
        "the group g: GET /groups/g/transitiveMembers/microsoft.graph.user: it lists 1 person and counts "
        "2,000. Run the same command again in some minutes: nothing has been sent. [graph-short-list]"
    )
