"""What Pulumi's file backend notes beside each of its files, and what a killed run may leave of it."""

from pathlib import Path


def drop_blank(backend: Path) -> None:
    """Remove notes that a killed run left empty. The backend does without them, but fails on an empty one
    ("failed to load checkpoint: EOF"); a run that is alive writes its own again.
    """
    for note in (backend / ".pulumi" / "stacks").glob("*/*.attrs"):
        try:
            if note.stat().st_size == 0:
                note.unlink()
        except FileNotFoundError:
            continue
