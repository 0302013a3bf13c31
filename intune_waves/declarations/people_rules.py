"""Rules about the people that waves list. Each yields every complaint that it has."""

from collections.abc import Iterable, Iterator, Sequence

from intune_waves.campaign.errors import Complaint
from intune_waves.declarations.written_wave import WrittenWave
from intune_waves.people.file_complaints import MOST_COMPLAINTS


def judge_people(
    waves: Sequence[WrittenWave], break_glass: Iterable[str], *, excluded: Iterable[str] = ()
) -> Iterator[Complaint]:
    """`person-twice`, `person-in-two-waves`, `break-glass-in-wave` and `excluded-in-wave`, over all listed
    people.
    """
    accounts, left_out = set(break_glass), set(excluded)
    found: dict[str, WrittenWave] = {}
    for wave in waves:
        own: dict[str, int] = {}
        shared = 0
        for index, upn in enumerate(wave.people()):
            if upn in accounts:
                yield _break_glass_in_wave(wave, upn)
            elif upn in left_out:
                yield _excluded_in_wave(wave, upn)
            first = found.setdefault(upn, wave)
            if first is not wave:
                shared += 1
                if shared <= MOST_COMPLAINTS:
                    yield _in_two_waves(wave, first, upn=upn)
            elif own.setdefault(upn, index) != index:
                yield _twice(wave, upn, first=own[upn], index=index)
        if shared > MOST_COMPLAINTS:
            yield Complaint(
                rule="person-in-two-waves",
                where=wave.places.of("people"),
                path="people",
                what=f"{shared - MOST_COMPLAINTS} more people of this wave are in other waves",
                got=shared,
                expected="each person in one wave",
                next_step="look whether this is the right list",
            )


def _break_glass_in_wave(wave: WrittenWave, upn: str) -> Complaint:
    return Complaint(
        rule="break-glass-in-wave",
        where=wave.place_of(upn),
        path=wave.path_of(upn),
        what=f"{upn} is a break-glass account",
        got=upn,
        expected="people only",
        next_step="take it out of the wave",
    )


def _excluded_in_wave(wave: WrittenWave, upn: str) -> Complaint:
    return Complaint(
        rule="excluded-in-wave",
        where=wave.place_of(upn),
        path=wave.path_of(upn),
        what=f"{upn} is excluded from the campaign",
        got=upn,
        expected="people who are not excluded",
        next_step="take it out of the wave, or out of exclusions in campaign.yaml",
    )


def _in_two_waves(wave: WrittenWave, first: WrittenWave, *, upn: str) -> Complaint:
    return Complaint(
        rule="person-in-two-waves",
        where=wave.place_of(upn),
        path=wave.path_of(upn),
        what=f"{upn} is in the wave {first.id} already ({first.place_of(upn)})",
        got=upn,
        expected="each person in one wave",
        next_step="remove one of the two",
    )


def _twice(wave: WrittenWave, upn: str, *, first: int, index: int) -> Complaint:
    path = f"people.list.{index}"
    return Complaint(
        rule="person-twice",
        where=wave.places.of(path),
        path=path,
        what=f"{upn} stands here again, first in line {wave.places.of(f'people.list.{first}').line}",
        got=upn,
        expected="each person once",
        next_step="remove one of the lines",
    )
