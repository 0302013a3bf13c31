"""What campaign.yaml says of the messages, or the complaint that it says nothing."""

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.messages import Messages


def declared(campaign: Campaign) -> Messages:
    """The campaign's `messages`. Raises MessageError, rule `messages-undeclared`."""
    if campaign.messages is None:
        raise MessageError([_undeclared(campaign)])
    return campaign.messages


def _undeclared(campaign: Campaign) -> Complaint:
    return Complaint(
        rule="messages-undeclared",
        where=campaign.places.of("") if campaign.places else None,
        path="messages",
        what="the campaign declares no messages to people",
        expected="a helpdesk and an old service",
        next_step="add messages: with helpdesk and old_service; docs/messages.md shows them",
    )
