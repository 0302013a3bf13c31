"""Adatum's campaign with its messages, and templates that are right, for tests that vary one thing."""

from pathlib import Path
from typing import Any

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.messages import EVERY_LANGUAGE, Messages
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave
from intune_waves.declarations import load
from intune_waves.messages.template_folder import Templates, read_templates
from tests.campaign import build

WAVES = Path(__file__).parent.parent.parent / "waves"
MESSAGES = Messages(
    helpdesk={EVERY_LANGUAGE: "the service desk, <servicedesk@adatum.com>"},
    old_service="Fabrikam MDM",
    unenroll={Platform.WINDOWS: {EVERY_LANGUAGE: "1. Open **Settings**.\n2. Choose **Disconnect**."}},
)


def adatum() -> Campaign:
    """The campaign that is shipped."""
    return load(WAVES)


def campaign(*waves: Wave, **changes: Any) -> Campaign:
    """A small campaign with messages; one wave of its own where none is given."""
    return build.campaign(*(waves or (build.wave(),)), **{"messages": MESSAGES, **changes})


def templates(folder: Path, **bodies: str) -> Templates:
    """Templates in English: each is one short line, but for those in `bodies`, which are whole files."""
    return read_templates(write(folder, **bodies))


def write(folder: Path, language: str = "en", **bodies: str) -> Path:
    """Write them below `folder`, which is answered."""
    short = "---\nsubject: The {0}\n---\nHello {{{{ person.name }}}}, this is the {0}.\n"
    names = ("announce", "instruct", "deadline", "enforce", "later", "reminder")
    for name, text in {**{name: short.format(name) for name in names}, **bodies}.items():
        path = folder / "messages" / language / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder
