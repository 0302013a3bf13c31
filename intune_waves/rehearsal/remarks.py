"""What a rehearsal has to say about waves besides refusals."""

from collections.abc import Iterator

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import Answer, Closing, judge_checklist, kept_open_by
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.wave import Wave
from intune_waves.rehearsal.figures import Figures, WaveFigures
from intune_waves.step.headcount import people


def remarks(campaign: Campaign, schedule: Schedule, *, figures: Figures) -> Iterator[str]:
    """Sentences about waves that are held, about people who are not counted, left out or fewer, and about
    what is to be done before the campaign closes.
    """
    if not figures.complete:
        yield "enforcement-brake: not judged, because the sizes of some waves are not known"
    for wave in campaign.waves:
        found = figures.waves[wave.id]
        sentences = (*_about_size(wave, found), *_about_holds(wave), *_about_people(found))
        yield from (f"{wave.id}: {each}" for each in sentences)
    if campaign.closing:
        yield from (
            f"retire: {each}" for each in _about_closing(campaign, schedule, closing=campaign.closing)
        )


def _about_closing(campaign: Campaign, schedule: Schedule, *, closing: Closing) -> Iterator[str]:
    period = closing.period
    for wave_id in kept_open_by(campaign, schedule, period=period):
        yield f"the campaign stays open in period {period}, because {wave_id} is not enforced"
    for judged in judge_checklist(closing.checklist, {}):
        if judged.answer is Answer.NO:
            yield f"{judged.item.id}: {judged.because}; period {period} is refused until somebody does"
    if not any(wave.people.takes_the_rest for wave in campaign.waves):
        yield (
            f"whoever is in no wave would be newly enforced by the one policy, and refuses period {period} "
            "[retire-everybody-enforced]"
        )


def _about_size(wave: Wave, found: WaveFigures) -> Iterator[str]:
    if found.inconclusive and found.people is not None:
        yield f"inconclusive: {found.inconclusive}; its declared size of {found.people:,} is used"
    elif found.inconclusive:
        yield f"inconclusive: {found.inconclusive}; its people are not in the sums"
    elif found.people is None:
        yield "its file says no size; its people are not in the sums"
    elif found.basis == "counted" and wave.size not in (None, found.people):
        yield f"{people(found.people)} counted, {wave.size:,} expected"


def _about_holds(wave: Wave) -> Iterator[str]:
    for hold in wave.holds:
        if hold.until is None:
            yield f"held until further notice since period {hold.since} ({hold.reason})"


def _about_people(found: WaveFigures) -> Iterator[str]:
    if found.left_out:
        yield f"{people(found.left_out)} left out: guests and disabled accounts"
    if found.break_glass:
        yield f"{people(found.break_glass)} left out: break-glass accounts"
    if found.elsewhere:
        yield (
            f"{people(found.elsewhere)} with a device that another service manages; whoever still has one "
            "when the wave is enforced would refuse that period [old-service-left]"
        )
