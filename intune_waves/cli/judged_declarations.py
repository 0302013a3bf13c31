"""All that an administrator wrote, judged together: declarations, and the templates of the messages."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign


def load_judged(folder: Path) -> "Campaign":
    """The campaign of a waves folder.

    Raises DeclarationError, or MessageError for messages that cannot be made of it, with all complaints.
    """
    from intune_waves.declarations import load

    campaign = load(folder)
    # The templates cost more than all else here, so a campaign without messages does not pay for them.
    if campaign.messages:
        from intune_waves.campaign.errors import MessageError
        from intune_waves.campaign.schedule import schedule
        from intune_waves.messages.judgement import judge
        from intune_waves.messages.template_folder import read_templates

        shown = campaign.places.file.rpartition("/")[0] if campaign.places else ""
        if complaints := judge(campaign, schedule(campaign), read_templates(folder, shown)):
            raise MessageError(complaints)
    return campaign
