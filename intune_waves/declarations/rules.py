"""Rules that look across values and files. Each yields every complaint that it has."""

from collections.abc import Iterable, Iterator, Sequence

from intune_waves.campaign.errors import Complaint, PeriodError
from intune_waves.campaign.place import Places
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.wave import Wave
from intune_waves.declarations.campaign_declaration import CampaignDeclaration
from intune_waves.declarations.compilation import compile_calendar
from intune_waves.declarations.written_wave import WrittenWave

LEAST_BREAK_GLASS = 2


def judge_break_glass(campaign: CampaignDeclaration, places: Places) -> Iterator[Complaint]:
    """`break-glass-accounts`: at least two different ones."""
    accounts = campaign.break_glass
    for index, upn in enumerate(accounts):
        if upn in accounts[:index]:
            path = f"break_glass.{index}"
            yield Complaint(
                rule="duplicate-entry",
                where=places.of(path),
                path=path,
                what=f"{upn} stands there twice",
                got=upn,
                expected="each entry once",
                next_step="remove one of them",
            )
    if len(set(accounts)) < LEAST_BREAK_GLASS:
        yield Complaint(
            rule="break-glass-accounts",
            where=places.of("break_glass"),
            path="break_glass",
            what=f"{_count(len(set(accounts)), 'break-glass account')} cannot guard against a lock-out",
            got=len(set(accounts)),
            expected=f"at least {LEAST_BREAK_GLASS} cloud-only accounts that every policy leaves out",
        )


def judge_titles(waves: Iterable[WrittenWave]) -> Iterator[Complaint]:
    """`duplicate-title`: the tenant's objects are named by the titles, so no two may be alike."""
    first: dict[str, WrittenWave] = {}
    for wave in waves:
        other = first.setdefault(wave.declaration.title.casefold(), wave)
        if other is not wave:
            yield Complaint(
                rule="duplicate-title",
                where=wave.places.of("title"),
                path="title",
                what=f"{other.id} has this title already ({other.places.of('title')})",
                got=wave.declaration.title,
                expected="a title of its own",
            )


def judge_sizes(waves: Iterable[WrittenWave]) -> Iterator[Complaint]:
    """`size-mismatch`: the expected size against the list or share that fills the wave."""
    for wave in waves:
        expected = wave.declaration.size
        share = wave.declaration.people.share
        found = share.size if share else wave.listed
        if expected is not None and found is not None and expected != found:
            source = "the share takes" if share else f"{wave.file.shown if wave.file else 'the list'} holds"
            yield Complaint(
                rule="size-mismatch",
                where=wave.places.of("size"),
                path="size",
                what=f"{_count(expected, 'person')} expected and {source} {found}",
                got=expected,
                expected=str(found),
                next_step=f"write {found}, or correct the people",
            )


def judge_remainder(waves: Iterable[WrittenWave]) -> Iterator[Complaint]:
    """`one-everybody-else`: what is left over can be given away only once."""
    remainders = [wave for wave in waves if wave.is_everybody_else]
    for wave in remainders[1:]:
        first = remainders[0]
        yield Complaint(
            rule="one-everybody-else",
            where=wave.places.of("people"),
            path="people",
            what=f"{first.id} takes everybody else already ({first.places.of('people')})",
            got="everybody-else",
            expected="one such wave",
            next_step="say who is in this one",
        )


def judge_overrides(waves: Iterable[WrittenWave]) -> Iterator[Complaint]:
    """`override-unknown`: an override passes a threshold that its wave declares."""
    for wave in waves:
        for index, override in enumerate(wave.declaration.overrides):
            stage, figure = override.gate
            thresholds = getattr(wave.declaration.stages, stage.value)
            if thresholds is None or getattr(thresholds, figure) is None:
                path = f"overrides.{index}.gate"
                yield Complaint(
                    rule="override-unknown",
                    where=wave.places.of(path),
                    path=path,
                    what=f"the wave declares no threshold stages.{stage.value}.{figure}",
                    got=f"{stage.value}.{figure}",
                    expected="a threshold that the wave declares",
                )


def judge_calendar(
    campaign: CampaignDeclaration, places: Places, *, schedule: Schedule
) -> Iterator[Complaint]:
    """`calendar-end`: the days of all periods exist."""
    try:
        compile_calendar(campaign).end_of(schedule.last_period)
    except PeriodError:
        yield Complaint(
            rule="calendar-end",
            where=places.of("first_period"),
            path="first_period",
            what=f"period {schedule.last_period} would end after the year 9999",
            got=schedule.last_period,
            expected="a campaign whose days a calendar has",
            next_step="begin earlier, shorten periods or freezes, or start the waves earlier",
        )


def judge_last(waves: Sequence[Wave], schedule: Schedule) -> Iterator[Complaint]:
    """`everybody-else-last`: whoever starts later could not be left out of what is left over."""
    remainders = {wave.id for wave in waves if wave.people.takes_the_rest}
    for wave in waves:
        after = schedule.order[schedule.order.index(wave.id) + 1 :]
        later = [each for each in after if each not in remainders]
        if wave.id in remainders and later:
            yield Complaint(
                rule="everybody-else-last",
                where=wave.places.of("start") if wave.places else None,
                path="start",
                what=f"everybody else starts in period {schedule.starts[wave.id]}, before {', '.join(later)}",
                got=schedule.starts[wave.id],
                expected="a start that is not before any other wave's, whose people it would take",
                next_step=f"start it in period {schedule.starts[later[-1]]} or later",
            )


def _count(number: int, noun: str) -> str:
    plural = "people" if noun == "person" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
