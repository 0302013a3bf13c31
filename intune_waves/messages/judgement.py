"""Everything that can be wrong with a campaign's messages, told at once before anything is sent or shown."""

from collections.abc import Iterable, Iterator

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.messages.facts import facts_of
from intune_waves.messages.filling import fill_body, fill_subject
from intune_waves.messages.reminder import judge_reminders
from intune_waves.messages.template import LATER, MISSING, Template
from intune_waves.messages.template_folder import Templates
from intune_waves.messages.used_variables import judge_variables

SUBJECT_LIMIT = 255
"""Characters of a mail's subject; Exchange Online keeps no longer one."""
STAGES = tuple(stage for stage in Stage if stage is not Stage.PLANNED)


def judge(campaign: Campaign, schedule: Schedule, *, templates: Templates) -> list[Complaint]:
    """All complaints, each once, in the order of files and lines; none where no messages are declared.

    Rules: those of the files, `message-language`, `message-syntax`, `message-variable` and
    `message-too-long`. Nothing is judged by today's date: what was right yesterday is right today.
    """
    if campaign.messages is None:
        return []
    found = [*templates.complaints]
    for template in templates.found.values():
        found += judge_variables(template)
    for wave in campaign.waves:
        found += _unwritten(wave, templates)
        for stage in STAGES:
            found += _filled(
                campaign, schedule, wave=wave, stage=stage, templates=templates, name=stage.value
            )
        if any(name == LATER for _, name in templates.found):
            found += _filled(
                campaign, schedule, wave=wave, stage=Stage.DEADLINE, templates=templates, name=LATER
            )
        if campaign.messages.missing_every is not None or any(name == MISSING for _, name in templates.found):
            found += _filled(
                campaign, schedule, wave=wave, stage=Stage.DEADLINE, templates=templates, name=MISSING
            )
        found += judge_reminders(campaign, schedule, wave=wave, templates=templates)
    return sorted(_each_once(found), key=_position)


def _filled(
    campaign: Campaign, schedule: Schedule, *, wave: Wave, stage: Stage, templates: Templates, name: str
) -> Iterator[Complaint]:
    try:
        template = templates.of(campaign, wave, name=name)
        facts = facts_of(campaign, schedule, wave=wave, stage=stage, language=template.language)
        subject = fill_subject(template, facts)
        fill_body(template, facts)
    except MessageError as error:
        yield from error.complaints
        return
    if len(subject) > SUBJECT_LIMIT:
        yield _long_subject(wave, template, length=len(subject))


def _unwritten(wave: Wave, templates: Templates) -> Iterator[Complaint]:
    """A wave falls back for a message that its language lacks, and not for a language that has none at all:
    that is a slip, and its people would be written to in another one.
    """
    wanted = wave.language
    if wanted is None or not templates.languages:
        return
    if {wanted, wanted.partition("-")[0]} & set(templates.languages):
        return
    yield Complaint(
        rule="message-language",
        where=wave.places.of("language") if wave.places else None,
        path="language",
        what=f"nothing is written in {wanted}",
        got=wanted,
        expected=f"one of {', '.join(templates.languages)}",
        next_step=f"add {templates.shown}/{wanted}, or write one of {', '.join(templates.languages)}",
    )


def _each_once(complaints: Iterable[Complaint]) -> list[Complaint]:
    # Several waves stumble over the same line, and the variables of a line are judged before it is filled.
    first: dict[tuple[object, str], Complaint] = {}
    for complaint in complaints:
        where = complaint.where
        first.setdefault(((where.file, where.line) if where else str(complaint), complaint.rule), complaint)
    return list(first.values())


def _position(complaint: Complaint) -> tuple[str, int, int, str]:
    where = complaint.where
    return (where.file, where.line, where.column, complaint.rule) if where else ("", 0, 0, complaint.rule)


def _long_subject(wave: Wave, template: Template, *, length: int) -> Complaint:
    return Complaint(
        rule="message-too-long",
        where=template.subject_place,
        path="subject",
        what=f"for {wave.id} the subject has {length:,} characters",
        got=length,
        expected=f"at most {SUBJECT_LIMIT}",
        next_step=f"shorten it to {SUBJECT_LIMIT} characters at most",
    )
