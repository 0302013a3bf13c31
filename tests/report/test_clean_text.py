"""Other people's texts stay text, on one line, in their own direction."""

import pytest

from intune_waves.report.clean_text import clean, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Migration\n\tphase 1 ", "Migration phase 1"),
        ("\u202eevil\u202c", "evil"),
        ("a\u2066b\u2069c\u200fd", "abcd"),
        ("bell\x07 null\x00", "bell null"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 3),
        ("עברית 👩🏽‍💻 é", "עברית 👩🏽‍💻 é"),
        ("<script>", "<script>"),
    ],
)
def test_what_disturbs_is_taken_out_and_the_rest_stays(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert shortened("x" * 300, 10) == "xxxxxxxxx…"
    assert shortened("ten chars!", 10) == "ten chars!"
