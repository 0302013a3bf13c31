from pathlib import Path

import pytest

from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.schedule import schedule
from intune_waves.messages.limited_html import TAGS
from intune_waves.messages.reminder import BODY_LIMIT, LOCALES, SUBJECT_LIMIT, LocalizedMessage, reminders
from tests.campaign.build import wave
from tests.messages.adatum import WAVES, adatum, campaign, write
from tests.messages.tags import tags_of

REMINDER = "---\nsubject: Until {{ dates.last_day | day }}\n---\n"


def _complaints(folder: Path, each_wave: str | None = None, **files: str) -> list[str]:
    told = campaign(wave(language=each_wave))
    with pytest.raises(MessageError) as refused:
        reminders(told, schedule(told), wave=told.waves[0], folder=write(folder / "waves", **files))
    return [str(complaint) for complaint in refused.value.complaints]


def test_adatum_s_reminders_keep_the_limits_and_the_tags_that_intune_shows() -> None:
    told = adatum()
    for each in told.waves:
        english, german = sorted(
            reminders(told, schedule(told), wave=each, folder=WAVES),
            key=lambda message: not message.is_default,
        )
        assert (english.locale, english.is_default) == ("en-us", True)
        assert (german.locale, german.is_default) == ("de-de", False)
        for message in (english, german):
            assert len(message.subject) <= SUBJECT_LIMIT
            assert len(message.body) <= BODY_LIMIT
            assert tags_of(message.body) <= TAGS
            assert "\n" not in message.body
            assert message.body.count("{{UserName}}") == 1


def test_a_reminder_says_the_day_by_the_calendar(tmp_path: Path) -> None:
    told = campaign()
    body = REMINDER + "Hello {{ person.name }}. Ask {{ helpdesk }}.\n"
    folder = write(tmp_path / "waves", reminder=body)
    assert reminders(told, schedule(told), wave=told.waves[0], folder=folder) == (
        LocalizedMessage(
            locale="en-us",
            subject="Until 21 February 2027",
            body="<p>Hello {{UserName}}. Ask the service desk, servicedesk@adatum.com.</p>",
            is_default=True,
        ),
    )


def test_a_wave_s_own_language_is_the_default(tmp_path: Path) -> None:
    told = campaign(wave(language="de-AT"))
    folder = write(tmp_path / "waves")
    write(folder, language="de", reminder=REMINDER + "Guten Tag.\n")
    found = reminders(told, schedule(told), wave=told.waves[0], folder=folder)
    assert [(each.locale, each.is_default, each.subject) for each in found] == [
        ("de-de", True, "Until 21. Februar 2027"),
        ("en-us", False, "The reminder"),
    ]


def test_a_campaign_without_messages_has_no_reminders(tmp_path: Path) -> None:
    told = campaign(messages=None)
    assert reminders(told, schedule(told), wave=told.waves[0], folder=tmp_path) == ()


def test_what_intune_would_cut_off_is_refused(tmp_path: Path) -> None:
    files = {"reminder": f"---\nsubject: {'s' * 79}\n---\n{'b' * 1994}\n"}
    assert _complaints(tmp_path, **files) == [
        "waves/messages/en/reminder.md:2:10: subject: for limited-pilot the reminder's subject has "
        "79 characters; shorten it to 78 characters at most, which is all that Intune sends "
        "[message-too-long]",
        "waves/messages/en/reminder.md:4:1: body: for limited-pilot the reminder's body has 2,001 characters "
        "with its HTML tags; shorten it to 2,000 characters at most, which is all that Intune sends "
        "[message-too-long]",
    ]


def test_what_intune_just_sends_is_kept_whole(tmp_path: Path) -> None:
    told = campaign()
    folder = write(tmp_path, reminder=f"---\nsubject: {'s' * 78}\n---\n{'b' * 1993}\n")
    (message,) = reminders(told, schedule(told), wave=told.waves[0], folder=folder)
    assert (len(message.subject), len(message.body)) == (78, 2000)


def test_a_language_without_a_locale_of_intune_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "waves", language="eu")
    (complaint,) = _complaints(tmp_path, "eu")
    assert complaint.startswith(
        "language: Intune sends no reminders in eu (waves/messages/eu/reminder.md); take reminder.md away "
        "from that language, or choose one of ar, bg, cs, da, de, el, en, es, "
    )
    assert complaint.endswith("[message-language]")


def test_a_language_has_the_first_of_its_locales() -> None:
    assert (LOCALES["en"], LOCALES["en-GB"], LOCALES["pt"], LOCALES["pt-BR"]) == (
        "en-us",
        "en-gb",
        "pt-pt",
        "pt-br",
    )
    assert LOCALES["sr"] == "sr-Latn-rs"
