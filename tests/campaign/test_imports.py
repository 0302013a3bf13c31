"""The domain stands alone: the standard library, and nothing of ours but itself."""

import sys
from pathlib import Path

from tests.imported import imported

ROOT = Path(__file__).parent.parent.parent / "intune_waves" / "campaign"


def test_the_domain_imports_the_standard_library_and_itself() -> None:
    found = imported(ROOT)
    assert len(found) > 20
    foreign = [
        f"{path}: {name}"
        for path, names in found.items()
        for name in names
        if not name.startswith("intune_waves.campaign")
        and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []
