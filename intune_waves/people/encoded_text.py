"""The text of an exported file, in whichever encoding a portal or spreadsheet wrote it."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO
from zipfile import BadZipFile, ZipFile

from intune_waves.campaign.errors import Complaint, ComplaintsError
from intune_waves.campaign.place import Place

UNPACKED_LIMIT = 4 * 2**30
"""Bytes of a CSV file in a zip: a million devices are a third of a gigabyte."""
UTF_8_NEXT_STEP = "export it again, or save it from the spreadsheet as 'CSV UTF-8'"


class ExportError(ComplaintsError):
    """An exported file is not what it should be; holds all complaints about it."""


@contextmanager
def open_text(path: Path, shown: str) -> Iterator[TextIO]:
    """Open an exported file for reading: UTF-8 with or without a byte order mark, or UTF-16.

    Raises ExportError (rule `file-unreadable` or `export-encoding`), while it is read too.
    """
    try:
        with _unpacked(path, shown) as file:
            encoding = _encoding(file)
            with TextIOWrapper(file, encoding=encoding, newline="") as text:
                try:
                    yield text
                except UnicodeDecodeError as error:
                    raise ExportError([_undecodable(path, shown, error=error)]) from None
    except OSError as error:
        raise ExportError([unreadable(shown, error)]) from None


@contextmanager
def _unpacked(path: Path, shown: str) -> Iterator[BufferedReader]:
    """The file, or the one CSV in it where it is a zip, as the Intune admin centre hands exports out."""
    with path.open("rb") as file:
        # A pipe is no zip, and can be looked into only once.
        if not path.is_file() or file.peek(4)[:4] not in (b"PK\3\4", b"PK\5\6"):
            yield file
            return
        try:
            with ZipFile(file) as packed:
                inside = [each for each in packed.infolist() if each.filename.lower().endswith(".csv")]
                if len(inside) != 1 or inside[0].file_size > UNPACKED_LIMIT:
                    raise ExportError([_packed(shown, len(inside))])
                with packed.open(inside[0]) as unpacked:
                    yield BufferedReader(unpacked)  # type: ignore[arg-type]
        except (BadZipFile, RuntimeError, NotImplementedError):
            raise ExportError([_packed(shown, 0)]) from None


def _packed(shown: str, files: int) -> Complaint:
    return Complaint(
        rule="export-encoding",
        where=Place(shown),
        what="this is a zip, and not one with one CSV file that can be read",
        got=files,
        expected="a CSV file, or a zip that holds one",
        next_step="unpack it, and name the CSV file",
    )


def _encoding(file: BufferedReader) -> str:
    begins = file.peek(4)[:4]
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark a header in Latin letters still shows by its empty halves.
    if begins[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if begins[:1] == b"\0" else "utf-8-sig"


def is_utf_16(path: Path) -> bool:
    """Whether a file begins with a mark of UTF-16."""
    with path.open("rb") as file:
        return file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def unreadable(shown: str, error: OSError) -> Complaint:
    """The complaint about a file that the machine does not give us, or that is not there."""
    reason = error.strerror or str(error)
    missing = isinstance(error, FileNotFoundError)
    return Complaint(
        rule="file-missing" if missing else "file-unreadable",
        where=Place(shown),
        what="there is no such file" if missing else f"the file cannot be read: {reason}",
        got=reason,
        expected="a CSV file exported from the admin centre",
        next_step="correct its name" if missing else "check what it is and who may read it",
    )


def _undecodable(path: Path, shown: str, *, error: UnicodeDecodeError) -> Complaint:
    utf_16 = error.encoding.startswith("utf-16")
    what = "the file breaks off in the middle of its UTF-16 text"
    where = Place(shown)
    if not utf_16:
        where, byte = first_wrong_byte(path, shown) or (where, error.object[error.start])
        what = f"the byte 0x{byte:02x} is not UTF-8"
    return Complaint(
        rule="export-encoding",
        where=where,
        what=what,
        got=error.reason,
        expected="UTF-8 or UTF-16",
        next_step=UTF_8_NEXT_STEP,
    )


def first_wrong_byte(path: Path, shown: str) -> tuple[Place, int] | None:
    """Where a file stops being UTF-8, and the byte there; None for what cannot be read twice."""
    # A pipe cannot be read twice, so its complaint has no line.
    if not path.is_file():
        return None
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                column = len(line[: error.start].decode("utf-8", "replace")) + 1
                return Place(shown, number, column), line[error.start]
    return None
