"""What people are told in each stage: the texts, and how they are sent."""

from messages.message import Message
from messages.personal_copy import Recipient, personal

__all__ = ["Message", "Recipient", "personal"]
