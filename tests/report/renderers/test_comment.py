"""The pull request's comment."""

import base64
import zlib

import pytest

from intune_waves.report.renderers.comment import (
    LARGEST,
    MARK,
    ReviewedText,
    comment,
    find_review,
    review_block,
    with_newcomers,
)
from intune_waves.step.review import Review, ReviewedChange
from tests.report import build, campaigns

POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
CHANGES = (
    ReviewedChange(POLICY, "tech-savvy", "update", {"state": "0123456789ab"}),
    ReviewedChange("intune:index:StageGate", "tech-savvy", "update", {"stage": "ab", "period": "cd"}),
)
REVIEW = Review("prod", 5, 6, CHANGES, {"tech-savvy": 37})
SENTENCE = "Tech-savvy: deadline -> enforce. 37 people would lose access."


def text_of(review: Review = REVIEW, *refusals: str, limit: int = LARGEST) -> str:
    step = ReviewedText(review, (SENTENCE,), refusals, ("something cannot be undone",))
    return comment(build.report(), step, limit=limit)


def test_it_begins_with_what_merging_does() -> None:
    assert text_of().splitlines()[:3] == [
        MARK,
        "**Merging this takes the stack `prod` from period 5 to 6.**",
        f"`up` applies exactly this: review `{REVIEW.digest[:16]}`.",
    ]


def test_summary_and_grid_come_first() -> None:
    headings = [line for line in text_of().splitlines() if line.startswith("#")]
    assert headings[1:4] == ["## Waves and periods", "## Warnings", "## What changes in the tenant"]


def test_it_carries_the_review_that_up_reads() -> None:
    assert find_review(text_of()) == REVIEW


def test_what_changes_is_counted_and_listed() -> None:
    assert (
        "| kind | what is done | how many |\n|--|--|--:|\n"
        "| ConditionalAccessPolicy | update | 1 |\n| StageGate | update | 1 |\n\n"
        "<details><summary>each object</summary>\n\n"
        "- ConditionalAccessPolicy tech-savvy: update (state)\n"
        "- StageGate tech-savvy: update (period, stage)\n\n</details>"
    ) in text_of()


def test_a_step_that_changes_nothing_says_so() -> None:
    text = text_of(Review("prod", 5, 5, ()))
    assert "**Merging this leaves the stack `prod` in period 5.**" in text
    assert "## What changes in the tenant\n\nNothing." in text


def test_going_back_says_what_that_means_to_people() -> None:
    text = text_of(Review("prod", 5, 4, CHANGES))
    assert "**Merging this takes the stack `prod` back from period 5 to 4.**" in text
    assert "## What that means to people\n\n- Tech-savvy: deadline -&#62; enforce. 37 people would" in text
    assert "## What that means to people" not in text_of()


def test_a_refused_step_says_why_and_carries_no_review() -> None:
    text = text_of(REVIEW, "42 of 50 covered (84 %, needs 90 %) [stage-gate]")
    assert (
        "\n> [!CAUTION]\n> It would be refused, so `up` will not run:\n"
        "> - 42 of 50 covered (84 %, needs 90 %) &#91;stage-gate&#93;\n"
    ) in text
    with pytest.raises(ValueError, match="there is no review in it"):
        find_review(text)


def test_what_a_refused_step_would_change_is_not_known() -> None:
    """The engine ends its preview at the first refusal: no change, or a part of them, is left to be shown."""
    refused = "42 of 50 covered (84 %, needs 90 %) [stage-gate]"
    for changes in ((), CHANGES):
        text = text_of(Review("prod", 5, 6, changes), refused)
        assert (
            "## What changes in the tenant\n\n"
            "Not known: the step is refused, and the preview ended there. Put right what refuses it, and the "
            "next comment shows every change.\n"
        ) in text
        assert "Nothing." not in text
        assert "StageGate" not in text


@pytest.mark.parametrize("limit", [4_000, 10_000, LARGEST])
def test_it_keeps_within_its_limit_and_keeps_its_review(limit: int) -> None:
    many = tuple(ReviewedChange(POLICY, f"wave-{n}", "update", {"state": "0123456789ab"}) for n in range(60))
    text = text_of(Review("prod", 5, 6, many), limit=limit)
    assert len(text) <= limit
    assert find_review(text).changes == tuple(sorted(many, key=lambda each: each.resource))


def test_a_long_list_of_objects_is_cut_and_says_so() -> None:
    many = tuple(ReviewedChange(POLICY, f"wave-{n}", "create") for n in range(100))
    text = text_of(Review("prod", 5, 6, many))
    assert "- … and 40 more; `./migrate preview --diff` shows each\n" in text


def test_names_are_no_markup() -> None:
    hostile = Review("prod", 5, 6, (ReviewedChange("a:b:C", "<img src=x>@it", "create", {"x|y": "0"}),))
    assert "- C &#60;img src=x&#62;&#64;&#8203;it: create (x&#124;y)\n" in text_of(hostile)


HOSTILE = Review("a--> b", 3, 4, (ReviewedChange("a:b:C", "x--y", "update", {"state": "0"}),), {"w": None})


def test_it_is_found_again_among_other_text() -> None:
    text = f"# Period 4\n\n<!-- another comment -->\n{review_block(HOSTILE)}\nthe end\n"
    assert find_review(text) == HOSTILE


def test_nothing_in_it_ends_its_comment() -> None:
    assert review_block(HOSTILE).count("-->") == 1
    assert "\n" not in review_block(HOSTILE)


def _block(packed: bytes) -> str:
    return f"<!-- intune-waves review {base64.b64encode(packed).decode()} -->"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no review in it"),
        (review_block(HOSTILE) * 2, "there is more than one review in it"),
        ("<!-- intune-waves review abc -->", "the review cannot be read"),
        (_block(b"not packed"), "the review cannot be read"),
        (_block(zlib.compress(b"\xff\xfe")), "the review cannot be read"),
        (_block(zlib.compress(b"{}")), "the review cannot be read"),
        (_block(zlib.compress(HOSTILE.written().encode())[:-9]), "the review cannot be read"),
        (_block(zlib.compress(b" " * 9_000_000)), "the review cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        find_review(text)


def test_what_the_preview_says_of_newcomers_stands_with_their_wave_and_once() -> None:
    made = build.report(**campaigns.EVERYTHING)
    by_list = (
        "Limited-Pilot: 300 people would lose access and wait until 2027-04-01, or until they lose nothing."
    )
    told, warnings = with_newcomers(made, [by_list, "the campaign is early"])
    assert warnings == ("the campaign is early",)
    assert [row.coming for row in told.enforced] == [(by_list,)]
    assert with_newcomers(made, ["Tech-savvy: held"]) == (made, ("Tech-savvy: held",))
