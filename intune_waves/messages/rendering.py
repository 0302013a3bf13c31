"""One message for one wave and stage, from its template and the campaign's facts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.messages.facts import Facts, facts_of
from intune_waves.messages.filling import fill_body, fill_subject
from intune_waves.messages.limited_html import limited_html
from intune_waves.messages.message import Message
from intune_waves.messages.plain_text import plain_text
from intune_waves.messages.template import LATER, MISSING, Template
from intune_waves.messages.template_folder import Templates
from intune_waves.messages.used_variables import used_variables


def render(
    campaign: Campaign,
    schedule: Schedule,
    *,
    wave: Wave,
    stage: Stage,
    templates: Templates,
    told: Mapping[Stage, date] | None = None,
    missing: bool = False,
) -> Message:
    """The message that the wave's people get when it enters `stage`, which is any but planned. With `told`,
    the one that they get while it is in that stage, because those days have become later. With `missing`, the
    one for those who have not acted by then.

    Raises MessageError with what is wrong with the template or with what the campaign declares.
    """
    name = MISSING if missing else stage.value if told is None else LATER
    template = templates.of(campaign, wave, name=name)
    facts = facts_of(campaign, schedule, wave=wave, stage=stage, language=template.language, told=told)
    markdown = fill_body(template, facts)
    return Message(
        wave=wave.id,
        stage=stage,
        language=template.language,
        subject=fill_subject(template, facts),
        text=plain_text(markdown),
        html=limited_html(markdown),
        digest=_digest_of_message(wave, template, facts=facts),
        later=None if told is None else facts.dates.enforce,
        missing=missing,
    )


def subject(campaign: Campaign, schedule: Schedule, *, wave: Wave, stage: Stage, templates: Templates) -> str:
    """The subject alone of what `render` makes."""
    template = templates.of(campaign, wave, name=stage.value)
    return fill_subject(
        template, facts_of(campaign, schedule, wave=wave, stage=stage, language=template.language)
    )


def _digest_of_message(wave: Wave, template: Template, *, facts: Facts) -> str:
    # Only what the template uses: a fact that it does not tell is no reason to write to people again.
    used = used_variables(template)
    told = {name: value for name, value in asdict(facts).items() if name in used}
    whole = [wave.id, template.name, template.language, template.subject, template.body, told]
    canonical = json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
