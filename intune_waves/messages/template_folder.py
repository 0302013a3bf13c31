"""The folder of templates: one folder per language, read with care, and who is told in which of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place
from intune_waves.campaign.wave import Wave
from intune_waves.messages.facts import declared
from intune_waves.messages.template import NAMES, Template, read_template

FOLDER = "messages"
LARGEST = 256 * 1024
"""Bytes of a template at most."""


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

    def of(self, campaign: Campaign, wave: Wave, *, name: str) -> Template:
        """The template for a wave: in its language, without its country, or in the campaign's.

        Raises MessageError: rule `message-language` where none of them has it, `messages-undeclared`.
        """
        languages = languages_of(campaign, wave)
        template = next((self.found[each, name] for each in languages if (each, name) in self.found), None)
        if template is None:
            tried = [f"{self.shown}/{language}/{name}.md" for language in languages]
            broken = [each for each in self.complaints if each.where and each.where.file in tried]
            raise MessageError(broken or [_missing(campaign, wave, tried=tried)])
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
            text = read_text(path, folder, file=file)
            found[language, name] = read_template(text, file=file, name=name, language=language)
        except MessageError as error:
            complaints += error.complaints
    return Templates(shown, found, tuple(complaints))


def read_text(path: Path, folder: Path, *, file: str) -> str:
    """The text of a file in the folder of templates; complaints call it `file`.

    Raises MessageError: `file-outside`, `file-too-large`, `file-unreadable` or `not-utf-8`.
    """
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            raise MessageError([_outside(file)])
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise MessageError([_unreadable(file, error)]) from None
    if len(content) > LARGEST:
        raise MessageError([_too_large(file)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte order mark.
        raise MessageError([_not_utf_8(file, error)]) from None


def _no_name(file: str, name: str) -> Complaint:
    near = get_close_matches(name, NAMES, n=1)
    return Complaint(
        rule="message-file",
        where=Place(file),
        what="no stage has this message" + (f"; did you mean {near[0]}.md?" if near else ""),
        got=name,
        expected=", ".join(f"{each}.md" for each in NAMES),
        next_step=f"name it {', '.join(f'{each}.md' for each in NAMES[:-1])} or {NAMES[-1]}.md",
    )


def _missing(campaign: Campaign, wave: Wave, *, tried: list[str]) -> Complaint:
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


def _outside(file: str) -> Complaint:
    return Complaint(
        rule="file-outside",
        where=Place(file),
        what="the file lies outside the folder of templates",
        expected="a file in the folder",
        next_step="copy it into the folder",
    )


def _unreadable(file: str, error: OSError) -> Complaint:
    reason = error.strerror or str(error)
    return Complaint(
        rule="file-unreadable",
        where=Place(file),
        what=f"the file cannot be read: {reason}",
        got=reason,
        expected="a readable file",
        next_step="check what it is and who may read it",
    )


def _too_large(file: str) -> Complaint:
    return Complaint(
        rule="file-too-large",
        where=Place(file),
        what=f"the file has more than {LARGEST // 1024} KiB",
        expected=f"at most {LARGEST // 1024} KiB",
        next_step="shorten it",
    )


def _not_utf_8(file: str, error: UnicodeDecodeError) -> Complaint:
    before, byte = error.object[: error.start], error.object[error.start]
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return Complaint(
        rule="not-utf-8",
        where=Place(file, before.count(b"\n") + 1, column),
        what=f"the byte 0x{byte:02x} is not UTF-8",
        got=byte,
        expected="UTF-8",
        next_step="save the file as UTF-8",
    )
