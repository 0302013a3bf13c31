"""Days as people write them in their languages, by the Unicode CLDR (Babel)."""

from datetime import date
from functools import cache
from typing import Literal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date

_USUAL_COUNTRY = {"en": "en-GB"}
"""The CLDR writes English without a country as the United States do, month first. People in several countries
read a day before a month without a doubt.
"""


def written(day: date, language: str) -> str:
    """`25 January 2027`; the ISO form in a language that the CLDR does not know.

    `language` is a code with or without a country, such as `de` or `de-AT`.
    """
    return _in_words(day, language, form="long")


def written_long(day: date, language: str) -> str:
    """`Monday, 25 January 2027`; the ISO form in a language that the CLDR does not know."""
    return _in_words(day, language, form="full")


def _in_words(day: date, language: str, *, form: Literal["long", "full"]) -> str:
    locale = _locale(language)
    return format_date(day, form, locale=locale) if locale else day.isoformat()


@cache
def _locale(language: str) -> Locale | None:
    """The locale of a language; its own without the country where the CLDR does not know the two together."""
    for code in (language, language.partition("-")[0]):
        try:
            return Locale.parse(_USUAL_COUNTRY.get(code, code), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
