"""A review hidden in Markdown."""

import base64
import zlib

import pytest

from intune_waves.pull_request.review_block import find_review, review_block
from intune_waves.step.review import Review, ReviewedChange

REVIEW = Review("a--> b", 3, 4, (ReviewedChange("a:b:C", "x--y", "update", {"state": "0"}),), {"w": None})


def test_it_is_found_again_among_other_text() -> None:
    text = f"# Period 4\n\n<!-- another comment -->\n{review_block(REVIEW)}\nthe end\n"
    assert find_review(text) == REVIEW


def test_nothing_in_it_ends_its_comment() -> None:
    assert review_block(REVIEW).count("-->") == 1
    assert "\n" not in review_block(REVIEW)


def _block(packed: bytes) -> str:
    return f"<!-- intune-waves review {base64.b64encode(packed).decode()} -->"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no review in it"),
        (review_block(REVIEW) * 2, "there is more than one review in it"),
        ("<!-- intune-waves review abc -->", "the review cannot be read"),
        (_block(b"not packed"), "the review cannot be read"),
        (_block(zlib.compress(b"\xff\xfe")), "the review cannot be read"),
        (_block(zlib.compress(b"{}")), "the review cannot be read"),
        (_block(zlib.compress(REVIEW.written().encode())[:-9]), "the review cannot be read"),
        (_block(zlib.compress(b" " * 9_000_000)), "the review cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        find_review(text)
