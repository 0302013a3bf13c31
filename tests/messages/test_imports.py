"""The messages stand on the domain: of ours they import themselves and `campaign`, and no heavy package."""

import subprocess
import sys
from pathlib import Path

from tests.imported import imported

PROJECT = Path(__file__).parent.parent.parent
ROOMS = {f"intune_waves.{path.name}" for path in (PROJECT / "intune_waves").iterdir() if path.is_dir()}
BELOW = {"intune_waves.messages", "intune_waves.campaign"}


def test_of_ours_only_the_domain_is_imported() -> None:
    found = imported(PROJECT / "intune_waves" / "messages")
    assert len(found) > 15
    foreign = [
        f"{path}: {name}"
        for path, names in found.items()
        for name in names
        if not path.startswith("sending/") and ".".join(name.split(".")[:2]) in ROOMS - BELOW
    ]
    assert foreign == []


def test_validate_judges_the_messages_without_a_markdown_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "intune_waves.cli", "validate"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "intune_waves.messages.judgement" in loaded
    assert loaded.isdisjoint({"markdown_it", "icalendar"})
