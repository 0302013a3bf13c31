"""What people read: Adatum's messages as they are, and what a template makes of hostile words."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.messages import EVERY_LANGUAGE, Messages
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.messages.period_files import page
from intune_waves.messages.rendering import render, subject
from intune_waves.messages.template_folder import Templates, read_templates
from tests.campaign.build import wave
from tests.messages.adatum import WAVES, adatum, campaign, templates, write
from tests.messages.tags import attributes_of, tags_of

GOLDEN = Path(__file__).parent / "golden"
HEARD = tuple(stage for stage in Stage if stage is not Stage.PLANNED)
TOLD = (
    "---\nsubject: '{{ organisation }}: {{ wave.title }}'\n---\n{{ campaign.name }} {{ wave.title }}\n\n"
    "{{ organisation }}\n\n- {{ old_service.name }}: {{ dates.enforce | long_day }}\n"
)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("stage", HEARD, ids=lambda stage: str(stage.value))
def test_adatum_s_messages_are_the_golden_ones(stage: Stage, language: str) -> None:
    told = adatum()
    pilot = replace(told.waves[0], language=language)
    message = render(told, schedule(told), wave=pilot, stage=stage, templates=read_templates(WAVES))
    text = f"{message.subject}\n\n{message.text}"
    golden = (GOLDEN / f"{language}-{stage.value}.txt").read_text(encoding="utf-8")
    assert text == golden
    assert page(message) == (GOLDEN / f"{language}-{stage.value}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "de"])
def test_adatum_s_message_of_a_later_day_is_the_golden_one(language: str) -> None:
    told = adatum()
    held = Hold("The VPN client breaks", "Megan Bowen", 3, 3)
    pilot = replace(told.waves[0], language=language, holds=(held,))
    later = replace(told, waves=(pilot, *told.waves[1:]))
    before = schedule(told).told_days(pilot.id, told.calendar)
    message = render(
        later,
        schedule(later),
        wave=pilot,
        stage=Stage.INSTRUCT,
        templates=read_templates(WAVES),
        told={stage: before[stage] for stage in (Stage.DEADLINE, Stage.ENFORCE)},
    )
    assert (message.name, message.later) == ("later", date(2027, 3, 8))
    golden = (GOLDEN / f"{language}-later.txt").read_text(encoding="utf-8")
    assert f"{message.subject}\n\n{message.text}" == golden
    assert page(message) == (GOLDEN / f"{language}-later.html").read_text(encoding="utf-8")


def _digest(told: Campaign, found: Templates, stage: Stage = Stage.ANNOUNCE) -> str:
    return render(told, schedule(told), wave=told.waves[0], stage=stage, templates=found).digest


def test_a_digest_follows_the_template_and_the_facts_that_it_tells(tmp_path: Path) -> None:
    found = templates(tmp_path / "waves", announce=TOLD)
    told = campaign()
    first = _digest(told, found)
    assert first == _digest(campaign(), found)
    assert len(first) == 64
    later = campaign(calendar=Calendar(date(2027, 1, 18), 14))
    assert _digest(later, found) != first
    assert _digest(campaign(wave("another-pilot")), found) != first
    assert _digest(told, templates(tmp_path / "waves", announce=f"{TOLD}More.\n")) != first
    untold = Messages(helpdesk={EVERY_LANGUAGE: "somebody else"}, old_service="Fabrikam MDM")
    assert _digest(campaign(messages=untold), templates(tmp_path / "waves", announce=TOLD)) == first


def test_dates_follow_the_holds(tmp_path: Path) -> None:
    held = campaign(wave(holds=(Hold("The VPN client breaks", "Megan Bowen", 3, 3),)))
    found = templates(tmp_path, announce="---\nsubject: '{{ dates.deadline | day }}'\n---\n")
    assert (
        subject(held, schedule(held), wave=held.waves[0], stage=Stage.ANNOUNCE, templates=found)
        == "22 February 2027"
    )


def test_personal_devices_are_those_of_the_stage(tmp_path: Path) -> None:
    told = campaign(wave(personal_devices="allow", final_personal_devices="block"))
    body = "---\nsubject: '{{ wave.own_devices }}'\n---\n"
    found = templates(tmp_path, instruct=body, enforce=body)
    said = [
        subject(told, schedule(told), wave=told.waves[0], stage=each, templates=found)
        for each in (Stage.INSTRUCT, Stage.ENFORCE)
    ]
    assert said == ["True", "False"]


def test_what_is_declared_as_markdown_is_markdown(tmp_path: Path) -> None:
    # A line break right behind a tag is the template's own, and left out.
    steps = "{% for platform in platforms %}\n{{ platform.unenroll }}\n{% endfor %}\n"
    found = templates(tmp_path, instruct=f"---\nsubject: a\n---\n{steps}\nAsk {{{{ helpdesk }}}}.\n")
    told = campaign()
    assert render(told, schedule(told), wave=told.waves[0], stage=Stage.INSTRUCT, templates=found).html == (
        "<ol>\n<li>Open <strong>Settings</strong>.</li>\n"
        "<li>Choose <strong>Disconnect</strong>.</li>\n</ol>\n"
        '<p>Ask the service desk, <a href="mailto:servicedesk@adatum.com">servicedesk@adatum.com</a>.</p>'
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Templates that tell every declared word."""
    return read_templates(write(tmp_path_factory.mktemp("waves"), announce=TOLD))


@given(words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_no_declared_word_breaks_out_of_the_message(hostile: Templates, words: str) -> None:
    service = Messages(helpdesk={EVERY_LANGUAGE: words}, old_service=words)
    told = campaign(wave(title=words), name=words, organisation=words, messages=service)
    message = render(told, schedule(told), wave=told.waves[0], stage=Stage.ANNOUNCE, templates=hostile)
    assert tags_of(message.html) <= {"p", "ul", "li"}
    assert attributes_of(message.html) == []
    assert len(message.subject.splitlines()) == 1
    assert message.subject.isprintable() or "\u200c" in words or "\u200d" in words
    whole = page(message)
    around = {"<!>", "html", "head", "meta", "title", "body"}
    assert around <= tags_of(whole) <= {*around, "p", "ul", "li"}
