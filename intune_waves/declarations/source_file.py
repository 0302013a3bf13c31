"""Declared files, read with care: nothing too large, nothing from outside, nothing but UTF-8."""

from pathlib import Path

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place

TEXT_LIMIT = 1024 * 1024
"""Bytes of a YAML file, or of one of guards, at most."""


def refuse_file(
    path: Path, folder: Path, *, shown: str, limit: int | None = None, named: str = "the waves folder"
) -> Complaint | None:
    """A complaint unless `path` is a readable file inside `folder`, links followed, within `limit` bytes.

    `named` is what people call the folder.
    """
    where = Place(shown)
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve())
        size = path.stat().st_size
    except FileNotFoundError:
        return Complaint(
            rule="file-missing",
            where=where,
            what="there is no such file",
            got=shown,
            expected=f"a file in {named}",
            next_step="add it or correct its name",
        )
    except (OSError, RuntimeError, ValueError) as error:
        return unreadable(shown, error)
    if not inside:
        return Complaint(
            rule="file-outside",
            where=where,
            what=f"the file lies outside {named}",
            got=str(path),
            expected=f"a file in {named}",
            next_step="copy it into the folder",
        )
    if not path.is_file():
        return unreadable(shown, "it is no ordinary file")
    if limit is not None and size > limit:
        return Complaint(
            rule="file-too-large",
            where=where,
            what=f"the file has {size / 2**20:.1f} MiB",
            got=size,
            expected=f"at most {limit / 2**20:g} MiB",
            next_step=f"keep it to {limit / 2**20:g} MiB"
            + ("" if path.suffix == ".py" else "; long lists belong into a CSV"),
        )
    return None


def read_text(path: Path, folder: Path, *, shown: str, named: str = "the waves folder") -> str | Complaint:
    """The text of a declared file, without a byte order mark, or why it cannot be had."""
    if refused := refuse_file(path, folder, shown=shown, limit=TEXT_LIMIT, named=named):
        return refused
    try:
        with path.open("rb") as file:
            content = file.read(TEXT_LIMIT + 1)
    except OSError as error:
        return unreadable(shown, error)
    return refuse_encoding(content, shown) or content.decode("utf-8-sig")


def refuse_encoding(content: bytes, shown: str, *, line: int = 1) -> Complaint | None:
    """A complaint unless `content`, which begins at `line`, is UTF-8; it points at the first byte that is
    not.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return Complaint(
            rule="not-utf-8",
            where=Place(shown, line + before.count(b"\n"), column),
            what="the file is UTF-16" if utf_16 else f"the byte 0x{content[error.start]:02x} is not UTF-8",
            got=content[error.start],
            expected="UTF-8",
            next_step="save the file as UTF-8",
        )
    return None


def unreadable(shown: str, error: object) -> Complaint:
    """The complaint about a file that the machine does not give us."""
    reason = getattr(error, "strerror", None) or str(error)
    return Complaint(
        rule="file-unreadable",
        where=Place(shown),
        what=f"the file cannot be read: {reason}",
        got=reason,
        expected="a readable file",
        next_step="check what it is and who may read it",
    )
