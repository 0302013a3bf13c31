import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.messages.plain_text import WIDTH, plain_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\ntwo\n\nthree", "One two\n\nthree\n"),
        ("One  \ntwo", "One\ntwo\n"),
        ("## What **next**?", "What next?\n----------\n"),
        ("- a\n- b\n  1. c\n  2. d", "- a\n- b\n  1. c\n  2. d\n"),
        ("3. a\n4. b", "3. a\n4. b\n"),
        ("- a\n\n  more\n- b", "- a\n\n  more\n\n- b\n"),
        ("a | b\n--|--\n1 | 2", "a | b\n1 | 2\n"),
        ("```\na\n  b\n```", "    a\n      b\n"),
        ("> quoted", "quoted\n"),
        ("[help](https://adatum.com) and <https://adatum.com>", "help (https://adatum.com) and "
         "https://adatum.com\n"),
        ("<it@adatum.com>, [us](mailto:it@adatum.com)", "it@adatum.com, us (it@adatum.com)\n"),
        ("a &amp; b &#60; `c & d`", "a & b < c & d\n"),
    ],
)  # fmt: skip
def test_markdown_becomes_readable_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_lines_are_wrapped_and_addresses_are_not_broken() -> None:
    address = "https://adatum.com/" + "a" * 90
    lines = plain_text("word " * 40 + f"\n\n- {'word ' * 40}\n\n[here]({address})").splitlines()
    assert f"({address})" in lines
    others = [line for line in lines if address not in line]
    assert max(map(len, others)) <= WIDTH
    assert [line for line in lines if line.startswith("  word")]


@given(markdown=st.text(alphabet="ab 1.)(*_#-+=>|`~[]<>!&:/\n\t", max_size=80))
def test_any_markdown_has_a_text_that_ends_with_a_line_feed(markdown: str) -> None:
    text = plain_text(markdown)
    assert text.endswith("\n")
    assert "\r" not in text
