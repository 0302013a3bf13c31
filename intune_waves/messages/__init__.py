"""What people are told in each stage: the texts, and how they are sent."""

from intune_waves.messages.message import Message
from intune_waves.messages.personal_copy import Recipient, personal

__all__ = ["Message", "Recipient", "personal"]
