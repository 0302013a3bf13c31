"""All that an administrator wrote, judged together: declarations, and the templates of the messages."""

from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import ComplaintsError, DeclarationError, MessageError
from intune_waves.campaign.schedule import schedule
from intune_waves.declarations import load
from intune_waves.guards.own_guards import own_guards
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError


def declared_campaign(folder: Path = WAVES, *, messages: bool = True) -> Campaign:
    """The campaign of a folder. Raises RefusedError with all complaints, before anything is started; without
    `messages` nothing of the templates keeps anybody from it.
    """
    try:
        return load_judged(folder) if messages else load(folder)
    except ComplaintsError as refused:
        raise RefusedError(str(refused)) from None


def load_judged(folder: Path) -> Campaign:
    """The campaign of a folder. Raises DeclarationError, also for guards of its own that cannot be had, or
    MessageError for messages that cannot be made, with all complaints.
    """
    campaign = load(folder)
    if wrong := own_guards(campaign.guards).complaints:
        raise DeclarationError(wrong)
    if campaign.messages:
        # Imported here: a verb's help, and a campaign without messages, do without the templates' engine.
        from intune_waves.messages.judgement import judge
        from intune_waves.messages.template_folder import read_templates

        shown = campaign.places.file.rpartition("/")[0] if campaign.places else ""
        if complaints := judge(campaign, schedule(campaign), templates=read_templates(folder, shown)):
            raise MessageError(complaints)
    return campaign
