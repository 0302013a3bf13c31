import pytest

from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.place import Place
from intune_waves.messages.template import Template, read_template


def _read(text: str) -> Template:
    return read_template(text, file="en/announce.md", name="announce", language="en")


def _complaints(text: str) -> list[str]:
    with pytest.raises(MessageError) as refused:
        _read(text)
    return [str(complaint) for complaint in refused.value.complaints]


def test_the_subject_stands_at_the_top_and_the_body_below() -> None:
    template = _read("---\n# why\nsubject:  'Hello: you'\n---\nOne\n\n---\nTwo\n")
    assert (template.subject, template.body) == ("Hello: you", "One\n\n---\nTwo\n")
    assert template.subject_place == Place("en/announce.md", 3, 11)
    assert template.place(4, 2) == Place("en/announce.md", 8, 2)


def test_line_ends_of_windows_are_line_ends() -> None:
    template = _read("---\r\nsubject: Hello\r\n---\r\nOne\r\n")
    assert (template.subject, template.body_line) == ("Hello", 4)


@pytest.mark.parametrize("text", ["", "Hello\n", "---\nsubject: Hello\n", "\n---\nsubject: a\n---\n"])
def test_a_file_without_its_subject_is_refused(text: str) -> None:
    assert _complaints(text) == [
        "en/announce.md:1:1: the file does not begin with its subject; write a line ---, then subject: and "
        "the subject, then a line --- [message-subject]"
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("subjekt: Hello", [
            "en/announce.md:1:1: subject: the key is missing; add it [missing-key]",
            "en/announce.md:2:1: subjekt: there is no such key; did you mean subject?; write subject "
            "[unknown-key]",
        ]),
        ("subject: a\nsubject: b", [
            "en/announce.md:3:1: subject: the key stands here again; remove one of them [duplicate-key]",
        ]),
        ("subject: ''", [
            "en/announce.md:2:10: subject: the subject says nothing; write one line of text "
            "[message-subject]",
        ]),
        ("subject: [a]", [
            "en/announce.md:2:10: subject: the subject says nothing; write one line of text "
            "[message-subject]",
        ]),
        ("subject: a: b", [
            "en/announce.md:2:11: this is not YAML: mapping values are not allowed in this context; write "
            "subject: and the subject, in quotes where it has a colon or begins with a bracket [yaml-syntax]",
        ]),
        ("just words", [
            "en/announce.md:2:1: this is not YAML: there are no keys and values; write subject: and the "
            "subject, in quotes where it has a colon or begins with a bracket [yaml-syntax]",
        ]),
        ("", ["en/announce.md:1:1: subject: the key is missing; add it [missing-key]"]),
    ],
)  # fmt: skip
def test_what_is_wrong_at_the_top_points_at_its_place(lines: str, said: list[str]) -> None:
    assert sorted(_complaints(f"---\n{lines}\n---\nHello\n")) == sorted(said)
