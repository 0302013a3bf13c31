from pathlib import Path

import pytest

from intune_waves.campaign.errors import MessageError
from intune_waves.messages.template_folder import LARGEST, read_templates
from tests.campaign.build import wave
from tests.messages.adatum import WAVES, campaign, write


def _complaints(folder: Path) -> list[str]:
    return [str(complaint) for complaint in read_templates(folder).complaints]


def test_adatum_has_all_templates_in_two_languages() -> None:
    shipped = read_templates(WAVES)
    assert shipped.complaints == ()
    assert shipped.languages == ("de", "en")
    assert len(shipped.found) == 14


def test_a_wave_is_told_in_its_language_or_the_nearest_there_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves")
    write(folder, language="de")
    (folder / "messages" / "de" / "announce.md").unlink()
    found = read_templates(folder)
    told = campaign()
    languages = {
        each: [found.of(told, wave(language=each), name=name).language for name in ("announce", "instruct")]
        for each in (None, "de", "de-AT", "fr")
    }
    assert languages == {None: ["en", "en"], "de": ["en", "de"], "de-AT": ["en", "de"], "fr": ["en", "en"]}


def test_a_language_without_template_and_without_fallback_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves", language="de")
    with pytest.raises(MessageError) as refused:
        read_templates(folder).of(campaign(), wave(language="fr-CA"), name="announce")
    assert str(refused.value) == (
        "language: limited-pilot has no announce.md in a language that it can be told in; add "
        "waves/messages/en/announce.md [message-language]"
    )


def test_a_broken_template_is_not_called_missing(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves", announce="Hello\n")
    with pytest.raises(MessageError, match="does not begin with its subject"):
        read_templates(folder).of(campaign(), wave(), name="announce")


def test_a_file_that_no_stage_has_is_refused(tmp_path: Path) -> None:
    names = "announce.md, instruct.md, deadline.md, enforce.md, later.md, missing.md or reminder.md"
    assert _complaints(write(tmp_path / "waves", anounce="---\nsubject: a\n---\n")) == [
        "waves/messages/en/anounce.md: no stage has this message; did you mean announce.md?; "
        f"name it {names} [message-file]"
    ]


def test_a_file_that_is_not_utf_8_points_at_its_byte(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves")
    (folder / "messages" / "en" / "announce.md").write_bytes(b"---\nsubject: a\n---\n\xc3\xa4b\xe4\n")
    assert _complaints(folder) == [
        "waves/messages/en/announce.md:4:3: the byte 0xe4 is not UTF-8; save the file as UTF-8 [not-utf-8]"
    ]


def test_a_link_to_the_outside_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "waves", instruct="x" * (LARGEST + 1))
    outside = tmp_path / "secret.md"
    outside.write_text("---\nsubject: a\n---\n")
    (folder / "messages" / "en" / "announce.md").unlink()
    (folder / "messages" / "en" / "announce.md").symlink_to(outside)
    (folder / "messages" / "en" / "deadline.md").unlink()
    (folder / "messages" / "en" / "deadline.md").symlink_to(folder / "gone.md")
    assert _complaints(folder) == [
        "waves/messages/en/announce.md: the file lies outside the folder of templates; copy it into the "
        "folder [file-outside]",
        "waves/messages/en/deadline.md: the file cannot be read: No such file or directory; check what it "
        "is and who may read it [file-unreadable]",
        "waves/messages/en/instruct.md: the file has more than 256 KiB; shorten it [file-too-large]",
    ]


def test_a_folder_without_templates_has_none(tmp_path: Path) -> None:
    assert read_templates(tmp_path).found == {}
