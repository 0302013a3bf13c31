"""Files that commands write for people."""

from pathlib import Path

from intune_waves.stack.refusal import RefusedError


def write_text(out: Path, text: str) -> None:
    """Put the text in the file's place at once: a browser sees the old or the new, never half."""
    beside = out.with_name(out.name + ".part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(out)
    except OSError as cannot:
        beside.unlink(missing_ok=True)
        raise RefusedError(f"{out}: cannot be written: {cannot.strerror}", "name another --out") from None
