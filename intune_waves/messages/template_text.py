"""The text of a template's file, read with care: UTF-8, not too large, and nothing from outside."""

from pathlib import Path

from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place

LARGEST = 256 * 1024
"""Bytes of a template at most."""


def read_text(path: Path, folder: Path, file: str) -> str:
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
