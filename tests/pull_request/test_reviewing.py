"""The review that a step is held against."""

from dataclasses import replace
from pathlib import Path

import pytest

from intune_waves.pull_request.reviewing import read_reviewed, refuse_moved
from intune_waves.report.renderers.comment import review_block
from intune_waves.stack.refusal import RefusedError
from intune_waves.step.review import Review, ReviewedChange

REVIEW = Review("dev", 3, 4, (ReviewedChange("a:b:Policy", "pilot", "update", {"state": "0"}),))


def test_a_review_is_read_from_its_comment(tmp_path: Path) -> None:
    comment = tmp_path / "comment.md"
    comment.write_text(f"# Period 4\n{review_block(REVIEW)}\n")
    assert read_reviewed(comment) == REVIEW


def test_a_comment_without_a_review_is_refused(tmp_path: Path) -> None:
    comment = tmp_path / "comment.md"
    comment.write_text("# Period 4\n")
    with pytest.raises(RefusedError) as refused:
        read_reviewed(comment)
    assert refused.value.exit_code == 2
    assert str(refused.value) == (
        f"{comment}: there is no review in it [no-review]\n"
        "  next: write one anew: ./migrate comment --out FILE"
    )


def test_a_comment_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="cannot be read: No such file or directory"):
        read_reviewed(tmp_path / "comment.md")


def test_the_same_step_is_let_through() -> None:
    refuse_moved(REVIEW, REVIEW)


def test_another_step_is_refused_and_says_what_differs() -> None:
    with pytest.raises(RefusedError) as refused:
        refuse_moved(REVIEW, replace(REVIEW, changes=()))
    assert str(refused.value) == (
        "what this step would do is not what was reviewed [reviewed-step]:\n"
        "  Policy pilot: update was reviewed, and it would not be touched now\n"
        "  next: review it again: run the pull request's preview anew (./migrate comment), and read its "
        "comment"
    )
