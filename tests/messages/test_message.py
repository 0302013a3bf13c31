from html import escape

from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.stage import Stage
from intune_waves.messages import Message, Recipient, personal
from intune_waves.messages.inert import one_line
from tests.messages.tags import tags_of

MESSAGE = Message(
    wave="limited-pilot",
    stage=Stage.ANNOUNCE,
    language="en",
    subject="Hello",
    text="Hello {{ person.name }},\n",
    html="<p>Hello {{ person.name }},</p>",
    digest="0" * 64,
)


def test_a_copy_names_its_reader() -> None:
    assert personal(MESSAGE, Recipient("adele.vance@adatum.com", "Adele Vance")) == (
        "Hello",
        "Hello Adele Vance,\n",
        "<p>Hello Adele Vance,</p>",
    )


def test_whoever_has_no_name_is_called_by_the_user_principal_name() -> None:
    for name in ("", " \n"):
        _, text, _ = personal(MESSAGE, Recipient("adele.vance@adatum.com", name))
        assert text == "Hello adele.vance@adatum.com,\n"


def test_a_name_that_asks_for_a_name_is_only_a_name() -> None:
    _, text, _ = personal(MESSAGE, Recipient("a@adatum.com", "{{ person.name }}"))
    assert text == "Hello {{ person.name }},\n"


def test_line_breaks_and_what_turns_text_around_become_spaces() -> None:
    assert one_line("A\r\nBcc: b@c.d\u202e\u2028\x00 \tE") == "A Bcc: b@c.d E"
    assert one_line("ن\u200cن") == "ن\u200cن"


@given(name=st.text(max_size=60))
def test_no_name_breaks_out_of_its_line_or_the_html(name: str) -> None:
    _, text, html = personal(MESSAGE, Recipient("a@adatum.com", name))
    assert text.count("\n") == 1
    assert tags_of(html) == {"p"}
    assert html == f"<p>Hello {escape(one_line(name) or 'a@adatum.com', quote=False)},</p>"
