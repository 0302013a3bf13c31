"""A message: what one wave is told when it enters a stage."""

from dataclasses import dataclass

from intune_waves.campaign.stage import Stage


@dataclass(frozen=True, slots=True)
class Message:
    """The same for everybody in the wave; `personal` fills in whom it is for."""

    wave: str
    stage: Stage
    language: str
    subject: str
    text: str
    """Plain text, in lines that end with a line feed."""
    html: str
    """A fragment of the few tags that Intune and mail programs show."""
    digest: str
    """Another one for another template or other facts (SHA-256, in hexadecimal digits)."""
