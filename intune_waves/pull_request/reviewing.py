"""The review of a step: made before a pull request is read, and held against the step before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.report.renderers.comment import find_review
from intune_waves.stack.engine_preview import EnginePreview
from intune_waves.stack.people.people_count import CountedStep, count_step, staying_enforced
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.wave_moves import wave_moves
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.newcomers import Newcomers
from intune_waves.step.review import Review, moved
from intune_waves.step.wave_move import WaveMove

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class ReviewedStep:
    """A step as the engine and the tenant show it now."""

    review: Review
    preview: EnginePreview
    moves: Sequence[WaveMove]
    counted: CountedStep


def review_step(
    stack: Stack, campaign: Campaign, *, period: int | None = None, arguments: Sequence[str] = ()
) -> ReviewedStep:
    """Preview the step against the tenant as it is, and count the people whom it would block.

    Nothing is written. Raises RefusedError where the engine gives no preview, or a period or stop is none.
    """
    try:
        asked, stop = stack.asked(period)
    except (PeriodError, StopError) as wrong:
        raise RefusedError(str(wrong)) from None
    planned = schedule(campaign)
    moves = list(wave_moves(campaign, planned, period=asked, stop=stop, state=stack.state.waves))
    stages = stages_in_force(planned, asked, stopped=stop is not None)
    tenant = partial(stack.tenant, campaign.device_evidence, excluded=campaign.excluded_accounts)
    counted = count_step(
        moves,
        staying_enforced(stages, stack.state.waves),
        connect=tenant,
        freezes=campaign.calendar.freezes,
    )
    preview = stack.preview(period, arguments)
    review = Review(
        stack=stack.name,
        in_force=stack.state.period or 0,
        period=asked,
        changes=tuple(each.reviewed() for each in preview.changes),
        blocked={move.id: _blocked(counted.moves[move.id]) for move in moves if move.after is Stage.ENFORCE},
        newcomers={
            wave: each if isinstance(each, Newcomers) else None
            for wave, each in counted.newcomers.items()
            if each
        },
    )
    return ReviewedStep(review, preview, moves, counted)


def read_reviewed(file: Path) -> Review:
    """The review in a pull request's comment. Raises RefusedError (exit code 2) where there is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return find_review(text.read(_LARGEST))
    except OSError as cannot:
        raise RefusedError(f"{file}: cannot be read: {cannot.strerror}", exit_code=2) from None
    except ValueError as none:
        raise RefusedError(
            f"{file}: {none} [no-review]", "write one anew: ./migrate comment --out FILE", exit_code=2
        ) from None


def refuse_moved(reviewed: Review, proposed: Review) -> None:
    """Raise RefusedError, saying what differs, where the step is not the one that was reviewed."""
    differences = list(moved(reviewed, proposed))
    if differences:
        shown = "\n".join(f"  {each}" for each in differences)
        raise RefusedError(
            f"what this step would do is not what was reviewed [reviewed-step]:\n{shown}",
            "review it again: run the pull request's preview anew (./migrate comment), and read its comment",
        )


def _blocked(counted: Counted) -> int | None:
    return counted.people.missing if isinstance(counted.people, PeopleCount) else None
