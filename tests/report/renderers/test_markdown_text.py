"""Other people's text inside Markdown."""

import pytest
from markdown_it import MarkdownIt

from intune_waves.report.renderers.markdown_text import escaped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Limited pilot", "Limited pilot"),
        ("a\nb\t c", "a b c"),
        ("<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"),
        ("[x](https://a.b)", "&#91;x&#93;(https&#58;//a.b)"),
        ("@adatum/it #12 www.x.y", "&#64;&#8203;adatum/it &#35;&#8203;12 www&#46;x.y"),
        ("a|b", "a&#124;b"),
        ("left\u202eright\u200b", "leftright"),
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_nothing_in_it_is_markup(text: str, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize(
    "text",
    ["**bold**", "<img src=x onerror=alert(1)>", "`code`", "![a](b)", "# head", "a_b_c ~~d~~", "[a]: b"],
)
def test_a_reader_sees_what_was_written(text: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").render(f"- {escaped(text)}")
    wanted = text.replace("#", "#\u200b").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<ul>\n<li>{wanted}</li>\n</ul>\n"
