"""Text files that are there whole or not at all."""

from pathlib import Path

from intune_waves.stack.refusal import RefusedError


def write_whole(path: Path, text: str, next_step: str) -> None:
    """Put the text in the file's place at once: a reader sees the old or the new, never half.

    Raises RefusedError with `next_step` where the file cannot be written; then the old one is as it was.
    """
    beside = path.with_name(path.name + ".part")
    try:
        # Line ends are the text's own: what was read with another system's ends is written with them.
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    except OSError as cannot:
        beside.unlink(missing_ok=True)
        raise RefusedError(f"{path}: cannot be written: {cannot.strerror}", next_step) from None
