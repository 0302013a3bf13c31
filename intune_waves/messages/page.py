"""A message's HTML as a page that a browser shows as the mail will look."""

from html import escape

from intune_waves.messages.message import Message


def page(message: Message) -> str:
    """The whole document; the message itself stands in it unchanged."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(message.language)}">\n'
        f'<head><meta charset="utf-8"><title>{escape(message.subject, quote=False)}</title></head>\n'
        f"<body>\n{message.html}\n</body>\n</html>\n"
    )
