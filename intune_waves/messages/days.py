"""Days as people write them, language by language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class _Language:
    """`{weekday}`, `{day}`, `{month}` and `{year}` stand in the two forms."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    form: str
    long_form: str


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_LANGUAGES: Mapping[str, _Language] = {
    "de": _Language(
        _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
        _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        "{day}. {month} {year}",
        "{weekday}, {day}. {month} {year}",
    ),
    "en": _Language(
        _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        _words("January February March April May June July August September October November December"),
        "{day} {month} {year}",
        "{weekday}, {day} {month} {year}",
    ),
    "es": _Language(
        _words("lunes martes miércoles jueves viernes sábado domingo"),
        _words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        "{day} de {month} de {year}",
        "{weekday}, {day} de {month} de {year}",
    ),
    "fr": _Language(
        _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        "{day} {month} {year}",
        "{weekday} {day} {month} {year}",
    ),
}


def written(day: date, language: str) -> str:
    """`25 January 2027`; the ISO form for a language whose months are not known here."""
    return _in_words(day, language, with_weekday=False)


def written_long(day: date, language: str) -> str:
    """`Monday, 25 January 2027`; the ISO form for a language whose days are not known here."""
    return _in_words(day, language, with_weekday=True)


def _in_words(day: date, language: str, *, with_weekday: bool) -> str:
    known = _LANGUAGES.get(language.partition("-")[0])
    if known is None:
        return day.isoformat()
    form = known.long_form if with_weekday else known.form
    return form.format(
        weekday=known.weekdays[day.weekday()], day=day.day, month=known.months[day.month - 1], year=day.year
    )
