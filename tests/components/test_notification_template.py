"""What a wave's reminder says, and in which languages."""

from dataclasses import replace
from pathlib import Path

import pulumi
import pytest

from components.notification_template import reminder
from intune_waves.campaign.schedule import schedule
from intune_waves.declarations import load

WAVES = Path(__file__).parent.parent.parent / "waves"
CAMPAIGN = load(WAVES)
PILOT = CAMPAIGN.waves[0]


def test_the_templates_speak_every_language_that_has_one() -> None:
    made = reminder(CAMPAIGN, schedule(CAMPAIGN), wave=PILOT, folder=WAVES)
    assert made.default_locale == "en-us"
    assert [each["locale"] for each in made.messages] == ["de-de", "en-us"]
    assert all("2027" in str(each["subject"]) for each in made.messages)
    assert all(str(each["body"]).startswith("<p>") for each in made.messages)


def test_a_campaign_without_messages_sends_a_plain_one() -> None:
    silent = replace(CAMPAIGN, messages=None, organisation="Adatum & Sons")
    made = reminder(silent, schedule(silent), wave=PILOT, folder=WAVES)
    assert (made.default_locale, [each["locale"] for each in made.messages]) == ("en-us", ["en-us"])
    assert made.messages[0]["body"] == (
        "<p>From 2027-02-22 on, access at Adatum &amp; Sons asks for a compliant device, and this one is not "
        "compliant yet.</p><p>Open the Company Portal on the device: it says what is missing.</p>"
    )


def test_a_template_that_is_not_there_ends_the_run_with_its_complaint(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=r"\[message-language\]"):
        reminder(CAMPAIGN, schedule(CAMPAIGN), wave=PILOT, folder=tmp_path)
