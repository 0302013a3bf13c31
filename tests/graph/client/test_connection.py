"""Nothing but the opening of a connection reads msgraph-sdk, which takes half a second."""

import subprocess
import sys

from tests.source import PROJECT, modules

OPENING = {"intune_waves.graph.client.request_adapter", "intune_waves.graph.client.credential"}
HEAVY = {"msgraph", "msgraph_core", "kiota_http", "kiota_abstractions", "azure", "httpx", "msal"}


def loaded_by(*names: str) -> set[str]:
    """The packages that a process has loaded which imports these modules."""
    code = f"import sys, {', '.join(names)}; "
    code += "print(*{name.partition('.')[0] for name, module in sys.modules.items() if module})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_what_speaks_to_graph_can_be_imported_without_the_sdk() -> None:
    rooms = ("intune_waves/graph/", "intune_waves/observing/")
    there = [path.removesuffix(".py").replace("/", ".") for path in modules() if path.startswith(rooms)]
    light = [name for name in there if name not in OPENING and not name.endswith("__init__")]
    assert len(light) > 30
    assert loaded_by(*light) & HEAVY == set()


def test_the_opening_is_what_reads_it() -> None:
    assert loaded_by(*OPENING) & HEAVY == HEAVY


def test_httpx_is_read_without_its_command_line() -> None:
    """Its packages take as long to import as all the rest of it."""
    assert loaded_by(*OPENING) & {"click", "rich", "pygments"} == set()
