"""The messages stand on the domain: of ours they import themselves and `migration`, and no heavy package."""

import subprocess
import sys
from pathlib import Path

from tests.imported import imported

PROJECT = Path(__file__).parent.parent.parent
OURS = {path.name for path in PROJECT.iterdir() if (path / "__init__.py").is_file()}


def test_of_ours_only_the_domain_is_imported() -> None:
    found = imported(PROJECT / "messages")
    assert len(found) > 15
    foreign = [
        f"{path}: {name}"
        for path, names in found.items()
        for name in names
        if name.partition(".")[0] in OURS - {"messages", "migration"}
    ]
    assert foreign == []


def test_validate_judges_the_messages_without_a_markdown_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "commands", "validate"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "messages.judgement" in loaded
    assert loaded.isdisjoint({"markdown_it", "icalendar"})
