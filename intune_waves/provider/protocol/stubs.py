"""The engine's protocol without the rest of Pulumi's SDK."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

_EMPTY = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


def import_protocol_alone() -> None:
    """Let `pulumi.runtime.proto` be imported without what stands above it, for the life of the process.

    Importing any module of a package runs the package's own first: that of `pulumi` reads the whole SDK, in
    most of the time that the provider took to start. A process that needs the SDK itself must not call this.
    Raises ModuleNotFoundError where the SDK is not installed.
    """
    if "pulumi" in sys.modules:
        return
    found = importlib.util.find_spec("pulumi")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'pulumi'", name="pulumi")
    folder = Path(found.submodule_search_locations[0])
    for name in _EMPTY:
        package = ModuleType(name)
        package.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package
