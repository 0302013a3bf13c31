"""What people are told in each stage: the texts, and how they are sent."""

from intune_waves.messages.message import Message, Recipient, personal

__all__ = ["Message", "Recipient", "personal"]
