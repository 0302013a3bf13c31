"""The notification that Intune sends to people whose device is not compliant, in every language there is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.messages.facts import facts_of
from intune_waves.messages.filling import fill_body, fill_subject
from intune_waves.messages.template import REMINDER, Template
from intune_waves.messages.template_folder import Templates, read_templates

SUBJECT_LIMIT, BODY_LIMIT = 78, 2000
"""Characters; Microsoft Learn, "Configure actions for noncompliant devices in Intune" (2024)."""
INTUNE_NAME = "{{UserName}}"
"""What Intune itself replaces by the name of the device's primary user; the same page."""

_LOCALES = (
    *("ar-sa", "bg-bg", "cs-cz", "da-dk", "de-de", "el-gr", "en-us", "en-gb", "es-es", "es-mx", "et-ee"),
    *("fi-fi", "fr-fr", "fr-ca", "he-il", "hr-hr", "hu-hu", "it-it", "ja-jp", "ko-kr", "lt-lt", "lv-lv"),
    *("nb-no", "nl-nl", "pl-pl", "pt-pt", "pt-br", "ro-ro", "ru-ru", "sk-sk", "sl-si", "sr-Latn-rs"),
    *("sv-se", "th-th", "tr-tr", "uk-ua", "zh-cn", "zh-tw"),
)
LOCALES: Mapping[str, str] = {
    **{locale.partition("-")[0]: locale for locale in reversed(_LOCALES)},
    **{f"{locale[:2]}-{locale[3:].upper()}": locale for locale in _LOCALES if len(locale) == 5},
}
"""Intune's locale for each language that it has one for: the first one where a language has several.

Source: the values of `Locale` in Microsoft365DSC, IntuneDeviceComplianceNotificationMessageTemplate (2026).
"""

_STRUCTURED = re.compile(r"^\s*(>|\||```|~~~)|^( {4,}|\s*\t)[^\s]|^\s*(=+|-+)\s*$|\[|\|", re.MULTILINE)
"""What `longest_html` does not reckon: quotes, tables, code, underlined headings, links with other words."""
_MARKS = re.compile(r"\s*((?:[-+*]|[0-9]{1,9}[.)])\s+)*")
_MARK = re.compile(r"[-+*]|[0-9]+[.)]")
_LIST, _BLOCK, _LINK = len("<ul><li></li></ul>"), len("<p><strong></strong></p>"), len('<a href=""></a>')
_PER_BYTE = 3


@dataclass(frozen=True, slots=True)
class LocalizedMessage:
    """The notification in one locale; `body` is the limited HTML that Intune shows."""

    locale: str
    subject: str
    body: str
    is_default: bool


def reminders(
    campaign: Campaign, schedule: Schedule, *, wave: Wave, folder: Path
) -> tuple[LocalizedMessage, ...]:
    """The reminder of a wave in every language that has one, its own as default.

    `folder` is the waves folder. Intune picks by the language that each person prefers. Nothing for a
    campaign that declares no messages.
    Raises MessageError with what is wrong with the template.
    """
    return (
        reminders_of(campaign, schedule, wave=wave, templates=read_templates(folder))
        if campaign.messages
        else ()
    )


def reminders_of(
    campaign: Campaign, schedule: Schedule, *, wave: Wave, templates: Templates
) -> tuple[LocalizedMessage, ...]:
    """The same from templates that were read already, by locale."""
    chosen = _chosen(campaign, wave, templates=templates)
    default = templates.of(campaign, wave, name=REMINDER)
    found = []
    for locale in sorted(chosen):
        subject, markdown = _filled(campaign, schedule, wave=wave, template=chosen[locale])
        body = _html(markdown)
        if complaints := [*_judge(wave, chosen[locale], subject=subject, length=len(body))]:
            raise MessageError(complaints)
        found.append(LocalizedMessage(locale, subject, body, chosen[locale] is default))
    return tuple(found)


def judge_reminders(
    campaign: Campaign, schedule: Schedule, *, wave: Wave, templates: Templates
) -> Iterator[Complaint]:
    """What is wrong with a wave's reminders, without making more of them than that takes."""
    try:
        for template in _chosen(campaign, wave, templates=templates).values():
            subject, markdown = _filled(campaign, schedule, wave=wave, template=template)
            length = longest_html(markdown)
            if length is None or length > BODY_LIMIT:
                length = len(_html(markdown))
            yield from _judge(wave, template, subject=subject, length=length)
    except MessageError as error:
        yield from error.complaints


def _chosen(campaign: Campaign, wave: Wave, *, templates: Templates) -> dict[str, Template]:
    default = templates.of(campaign, wave, name=REMINDER)
    if default.language not in LOCALES:
        raise MessageError([_no_locale(campaign, wave, template=default)])
    chosen = {LOCALES[default.language]: default}
    for language in templates.languages:
        if (language, REMINDER) in templates.found and language in LOCALES:
            chosen.setdefault(LOCALES[language], templates.found[language, REMINDER])
    return chosen


def _filled(campaign: Campaign, schedule: Schedule, *, wave: Wave, template: Template) -> tuple[str, str]:
    facts = facts_of(
        campaign, schedule, wave=wave, stage=Stage.DEADLINE, language=template.language, person=INTUNE_NAME
    )
    return fill_subject(template, facts), fill_body(template, facts)


def _html(markdown: str) -> str:
    # Imported here: validate has no need of a Markdown parser while `longest_html` can tell.
    from intune_waves.messages.limited_html import INTUNE_LINKS, limited_html

    # Intune ignores line feeds, and would count them.
    return limited_html(markdown, links=INTUNE_LINKS, line_feeds=False)


def longest_html(markdown: str) -> int | None:
    """A length in characters that the HTML of `limited_html` does not exceed, without the cost of a parser.

    None where this cannot tell.
    """
    if _STRUCTURED.search(markdown):
        return None
    length = len(escape(markdown))
    begins = True
    for line in markdown.split("\n"):
        found = _MARKS.match(line)
        marks = len(_MARK.findall(found[0])) if found else 0
        length += marks * _LIST
        if begins or marks or line.lstrip().startswith("#"):
            length += _BLOCK
        begins = not line.strip() or line.lstrip().startswith("#")
    # Each pair of marks becomes a pair of tags, and an address is percent-encoded and stands there twice.
    length += (markdown.count("*") + markdown.count("_")) * len("<strong></strong>") // 2
    length += markdown.count("`") * len("<code></code>")
    for address in re.findall(r"<([^<>\s]*)>", markdown):
        length += _LINK + _PER_BYTE * len(address.encode()) * 2
    return length + len("<br>") * markdown.count("\n")


def _judge(wave: Wave, template: Template, *, subject: str, length: int) -> Iterator[Complaint]:
    if len(subject) > SUBJECT_LIMIT:
        yield _too_long(
            wave, template.subject_place, part="subject", length=len(subject), limit=SUBJECT_LIMIT
        )
    if length > BODY_LIMIT:
        yield _too_long(wave, template.place(1), part="body", length=length, limit=BODY_LIMIT)


def _too_long(wave: Wave, where: Place, *, part: str, length: int, limit: int) -> Complaint:
    return Complaint(
        rule="message-too-long",
        where=where,
        path=part,
        what=f"for {wave.id} the reminder's {part} has {length:,} characters with its HTML tags"
        if part == "body"
        else f"for {wave.id} the reminder's {part} has {length:,} characters",
        got=length,
        expected=f"at most {limit:,}, which is all that Intune sends",
        next_step=f"shorten it to {limit:,} characters at most, which is all that Intune sends",
    )


def _no_locale(campaign: Campaign, wave: Wave, *, template: Template) -> Complaint:
    places, path = (wave.places, "language") if wave.language else (campaign.places, "messages.language")
    known = ", ".join(sorted(each for each in LOCALES if "-" not in each))
    return Complaint(
        rule="message-language",
        where=places.of(path) if places else None,
        path=path,
        what=f"Intune sends no reminders in {template.language} ({template.file})",
        got=template.language,
        expected=f"one of {known}",
        next_step=f"take {template.name}.md away from that language, or choose one of {known}",
    )
