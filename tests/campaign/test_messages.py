from intune_waves.campaign.messages import EVERY_LANGUAGE, Messages
from intune_waves.campaign.platform import Platform


def test_a_text_is_told_in_the_nearest_language() -> None:
    told = Messages(helpdesk={"de": "der Servicedesk", "en": "the service desk"}, old_service="Fabrikam MDM")
    assert [told.helpdesk_in(each) for each in ("de", "de-AT", "en", "fr")] == [
        "der Servicedesk",
        "der Servicedesk",
        "the service desk",
        "the service desk",
    ]


def test_a_text_for_all_languages_goes_before_the_campaign_s_own() -> None:
    help_texts = {"en": "the service desk", EVERY_LANGUAGE: "+1 425 555 0100"}
    told = Messages(helpdesk=help_texts, old_service="Fabrikam MDM")
    assert told.helpdesk_in("fr") == "+1 425 555 0100"


def test_some_text_is_better_than_none() -> None:
    told = Messages(helpdesk={"it": "il servizio"}, old_service="Fabrikam MDM")
    assert told.helpdesk_in("fr") == "il servizio"


def test_steps_that_nobody_wrote_are_empty() -> None:
    steps = {Platform.MAC: {EVERY_LANGUAGE: "Remove it."}}
    told = Messages(helpdesk={}, old_service="Fabrikam MDM", unenroll=steps)
    assert told.unenroll_in(Platform.MAC, "de") == "Remove it."
    assert told.unenroll_in(Platform.WINDOWS, "de") == ""
