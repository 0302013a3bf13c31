"""Whatever is wrong with the messages is told at once, each at its line and column."""

from pathlib import Path

import pytest

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.place import Place, Places
from intune_waves.campaign.schedule import schedule
from intune_waves.messages.judgement import judge
from intune_waves.messages.template_folder import read_templates
from tests.campaign.build import wave
from tests.messages.adatum import WAVES, adatum, campaign, write

HEAD = "---\nsubject: Hello\n---\n"
UNKNOWN = "the template asks for what there is not: "
NEXT = "correct its name; docs/messages.md lists all variables [message-variable]"


def _judge(folder: Path, told: Campaign | None = None, **files: str) -> list[str]:
    told = told or campaign()
    found = judge(told, schedule(told), templates=read_templates(write(folder / "waves", **files)))
    return [str(complaint) for complaint in found]


def test_adatum_s_messages_are_right() -> None:
    told = adatum()
    assert judge(told, schedule(told), templates=read_templates(WAVES)) == []


def test_a_campaign_that_declares_none_has_nothing_to_judge(tmp_path: Path) -> None:
    assert _judge(tmp_path, campaign(messages=None), announce="broken") == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hello {{ nobody }}", f"4:10: {UNKNOWN}there is no variable nobody; {NEXT}"),
        ("\n{% if stage == 'x' %}{{ wave.titel }}{% endif %}",
         f"5:30: {UNKNOWN}wave has no titel, only title, own_devices; {NEXT}"),
        ("{% for p in platforms %}\n{{ p.titel }}{% endfor %}",
         f"5:6: {UNKNOWN}platform has no attribute 'titel'; {NEXT}"),
        ("a\n{{ platforms[9].title }}", f"5:14: {UNKNOWN}tuple object has no element 9; {NEXT}"),
        ("a\nb {{ dates.enforce | dya }}",
         "5:3: the template cannot be read: No filter named 'dya'; look at this line and those above: {{ … "
         "}}, {% … %} and their ends; docs/messages.md [message-syntax]"),
        ("a {% if stage %}\nb", "5:1: the template cannot be read: Unexpected end of template. "),
        ("a\n\n{{ wave.title | day }}",
         "6:1: the template cannot be filled: day and long_day take a date, such as dates.enforce; correct "
         "this line; docs/messages.md lists the variables and what they are [message-syntax]"),
        ("{{ helpdesk.__class__.__mro__ }}", "4:1: the template cannot be filled: access to attribute "
         "'__class__' of 'Markdown' object is unsafe; "),
        ("{% include 'a.md' %}", "4:1: the template cannot be read: include has no place in a message; "),
    ],
)  # fmt: skip
def test_a_template_that_is_wrong_points_at_its_line(tmp_path: Path, body: str, said: str) -> None:
    (complaint,) = _judge(tmp_path, announce=f"{HEAD}{body}\n")
    assert complaint.startswith(f"waves/messages/en/announce.md:{said}")


def test_a_subject_does_not_know_its_reader(tmp_path: Path) -> None:
    assert _judge(tmp_path, announce="---\nsubject: Hello {{ person.name }}\n---\n") == [
        f"waves/messages/en/announce.md:2:10: {UNKNOWN}person is not known in a subject; {NEXT}"
    ]


def test_a_subject_that_is_too_long_for_mail_is_refused(tmp_path: Path) -> None:
    assert _judge(tmp_path, announce=f"---\nsubject: {'s' * 256}\n---\n") == [
        "waves/messages/en/announce.md:2:10: subject: for limited-pilot the subject has 256 characters; "
        "shorten it to 255 characters at most [message-too-long]"
    ]


def test_a_language_that_no_wave_speaks_is_judged_too(tmp_path: Path) -> None:
    write(tmp_path / "waves", language="fr", announce=f"{HEAD}{{{{ nobody }}}}\n")
    (complaint,) = _judge(tmp_path)
    assert complaint.startswith(f"waves/messages/fr/announce.md:4:4: {UNKNOWN}there is no variable nobody")


def test_several_waves_that_stumble_over_one_line_are_one_complaint(tmp_path: Path) -> None:
    told = campaign(wave("a"), wave("b"))
    assert len(_judge(tmp_path, told, announce=f"{HEAD}{{{{ nobody }}}}\n", instruct="x")) == 2


def test_a_reminder_that_only_a_parser_can_measure_is_measured(tmp_path: Path) -> None:
    just = f"---\nsubject: a\n---\n[{'b' * 1939}](https://adatum.com/{'c' * 20})\n"
    assert _judge(tmp_path, reminder=just) == []
    (complaint,) = _judge(tmp_path, reminder=just.replace("bb", "bbb", 1))
    assert "the reminder's body has 2,001 characters with its HTML tags" in complaint


def test_a_language_that_nothing_is_written_in_is_no_language_to_fall_back_from(tmp_path: Path) -> None:
    places = Places("waves/pilot.yaml", {"language": Place("waves/pilot.yaml", 2, 11)})
    told = campaign(wave("pilot", title="Pilot", language="fr-CA", places=places))
    assert _judge(tmp_path, told) == [
        "waves/pilot.yaml:2:11: language: nothing is written in fr-CA; add waves/messages/fr-CA, or "
        "write one of en [message-language]"
    ]


def test_one_message_that_is_missing_in_a_language_falls_back(tmp_path: Path) -> None:
    told = campaign(wave("pilot", title="Pilot", language="de-CH"))
    (tmp_path / "waves" / "messages" / "de").mkdir(parents=True)
    (tmp_path / "waves" / "messages" / "de" / "announce.md").write_text("---\nsubject: Hallo\n---\nHallo\n")
    assert _judge(tmp_path, told) == []
