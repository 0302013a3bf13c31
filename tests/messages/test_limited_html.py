import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.messages.inert import inert
from intune_waves.messages.limited_html import INTUNE_LINKS, TAGS, limited_html
from intune_waves.messages.reminder import longest_html
from tests.messages.tags import attributes_of, tags_of, words_of

MARKS = st.text(alphabet="ab ä1.)(*_#-+=>|`~[]<>!\\&:/@\n\t", max_size=80)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\ntwo", "<p>One two</p>"),
        ("One  \ntwo", "<p>One<br>two</p>"),
        ("## What *next*?", "<p><strong>What <u>next</u>?</strong></p>"),
        ("**bold** and `code <b>`", "<p><strong>bold</strong> and <code>code &lt;b&gt;</code></p>"),
        ("- a\n- b\n  1. c", "<ul>\n<li>a</li>\n<li>b<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>"),
        ("a | b\n--|:--\n1 | 2",
         "<table>\n<thead><tr><th>a</th><th>b</th></tr>\n</thead>"
         "<tbody><tr><td>1</td><td>2</td></tr>\n</tbody></table>"),
        ("```\na <b>\n  c\n```", "<p><code>a &lt;b&gt;<br>  c</code></p>"),
        ("> quoted", "<p>quoted</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<p>b</p>"),
        ("![logo](https://adatum.com/logo.png)", "<p>logo</p>"),
        ("[help](https://adatum.com/?a=1&b=\"2\")",
         '<p><a href="https://adatum.com/?a=1&amp;b=%222%22">help</a></p>'),
        ("<it@adatum.com>", '<p><a href="mailto:it@adatum.com">it@adatum.com</a></p>'),
        ("[files](http://adatum.com)", "<p>files (http://adatum.com)</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<!-- a --> &lt;b&gt; &#60;i>", "<p>&lt;!-- a --&gt; &lt;b&gt; &lt;i&gt;</p>"),
    ],
)  # fmt: skip
def test_markdown_becomes_the_few_tags_that_are_shown(markdown: str, html: str) -> None:
    assert limited_html(markdown) == html


def test_intune_follows_no_mail_address() -> None:
    told = "Ask <servicedesk@adatum.com> or [us](mailto:it@adatum.com), [see](https://adatum.com)."
    assert limited_html(told, links=INTUNE_LINKS, line_feeds=False) == (
        '<p>Ask servicedesk@adatum.com or us (it@adatum.com), <a href="https://adatum.com">see</a>.</p>'
    )


@given(markdown=MARKS | WORDS)
def test_whatever_is_written_only_the_tags_of_intune_come_out(markdown: str) -> None:
    html = limited_html(markdown)
    assert tags_of(html) <= TAGS
    assert all(
        (tag, name) == ("a", "href") and str(value).startswith(("https:", "mailto:"))
        for tag, name, value in attributes_of(html)
    )


@given(words=MARKS | WORDS)
def test_declared_words_are_shown_as_they_are(words: str) -> None:
    html = limited_html(f"a {inert(words)} z")
    assert tags_of(html) == {"p"}
    shown = "".join(each if each.isprintable() or each in "\u200c\u200d" else " " for each in words)
    assert " ".join(words_of(html).split()) == " ".join(f"a {shown} z".split())


@given(words=MARKS)
def test_declared_words_stay_what_they_are_where_a_line_begins(words: str) -> None:
    assert tags_of(limited_html(f"{inert(words)}\n\nz")) == {"p"}


@given(markdown=MARKS)
def test_no_html_is_longer_than_was_reckoned(markdown: str) -> None:
    longest = longest_html(markdown)
    html = limited_html(markdown, links=INTUNE_LINKS, line_feeds=False)
    assert longest is None or len(html) <= longest
