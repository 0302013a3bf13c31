"""The folder of templates: one folder per language, and who is told in which of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place
from intune_waves.campaign.wave import Wave
from intune_waves.messages.declared import declared
from intune_waves.messages.template import NAMES, Template, read_template
from intune_waves.messages.template_text import read_text

FOLDER = "messages"


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates, by language and name, and what is wrong with the files."""

    shown: str
    found: Mapping[tuple[str, str], Template] = field(default_factory=dict, hash=False)
    complaints: tuple[Complaint, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have any template, in the order of their codes."""
        return tuple(sorted({language for language, _ in self.found}))

    def of(self, campaign: Campaign, wave: Wave, name: str) -> Template:
        """The template for a wave: in its language, without its country, or in the campaign's.

        Raises MessageError: rule `message-language` where none of them has it, `messages-undeclared`.
        """
        languages = languages_of(campaign, wave)
        template = next((self.found[each, name] for each in languages if (each, name) in self.found), None)
        if template is None:
            tried = [f"{self.shown}/{language}/{name}.md" for language in languages]
            broken = [each for each in self.complaints if each.where and each.where.file in tried]
            raise MessageError(broken or [_missing(campaign, wave, tried)])
        return template


def languages_of(campaign: Campaign, wave: Wave) -> tuple[str, ...]:
    """The languages that a wave's people may be written to in, the best one first.

    Raises MessageError, rule `messages-undeclared`.
    """
    wanted = (wave.language, declared(campaign).language)
    both = [each for language in wanted if language for each in (language, language.partition("-")[0])]
    return tuple(dict.fromkeys(both))


def read_templates(waves: Path, shown: str = "") -> Templates:
    """The templates of a waves folder. `shown` is how complaints name that folder; its own name if empty.

    What is wrong with a file is in `complaints`; nothing is raised.
    """
    folder = waves / FOLDER
    shown = f"{shown or waves.resolve().name}/{FOLDER}"
    found: dict[tuple[str, str], Template] = {}
    complaints: list[Complaint] = []
    for path in sorted(folder.glob("*/*.md")):
        language, name = path.parent.name, path.stem
        file = f"{shown}/{language}/{path.name}"
        try:
            if name not in NAMES:
                raise MessageError([_no_name(file, name)])
            text = read_text(path, folder, file)
            found[language, name] = read_template(text, file=file, name=name, language=language)
        except MessageError as error:
            complaints += error.complaints
    return Templates(shown, found, tuple(complaints))


def _no_name(file: str, name: str) -> Complaint:
    from difflib import get_close_matches

    near = get_close_matches(name, NAMES, n=1)
    return Complaint(
        rule="message-file",
        where=Place(file),
        what="no stage has this message" + (f"; did you mean {near[0]}.md?" if near else ""),
        got=name,
        expected=", ".join(f"{each}.md" for each in NAMES),
        next_step=f"name it {', '.join(f'{each}.md' for each in NAMES[:-1])} or {NAMES[-1]}.md",
    )


def _missing(campaign: Campaign, wave: Wave, tried: list[str]) -> Complaint:
    places, path = (wave.places, "language") if wave.language else (campaign.places, "messages.language")
    return Complaint(
        rule="message-language",
        where=places.of(path) if places else None,
        path=path,
        what=f"{wave.id} has no {Path(tried[0]).name} in a language that it can be told in",
        got=wave.language,
        expected=" or ".join(tried),
        next_step=f"add {tried[-1]}",
    )
