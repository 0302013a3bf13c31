"""The protocol without the SDK: what the executable loads, and what it does not."""

import importlib.util
import subprocess
import sys

import pulumi
import pytest

from intune_waves.provider.protocol.stubs import import_protocol_alone
from tests.source import PROJECT, imports_of, modules

ALONE = "from intune_waves.provider.protocol.stubs import import_protocol_alone; import_protocol_alone(); "


def run(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_the_server_and_all_that_it_may_import_later_need_no_more_of_pulumi() -> None:
    later = "import intune_waves.provider.protocol.server, intune_waves.graph.client.connection, "
    later += "intune_waves.provider.protocol.engine_log; "
    log = "from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc; "
    listed = "import sys; print(*sorted(name for name in sys.modules if name.startswith('pulumi')))"
    loaded = set(run(ALONE + later + log + listed).split())
    assert {name for name in loaded if not name.startswith("pulumi.runtime.proto.")} == {
        "pulumi",
        "pulumi.runtime",
        "pulumi.runtime.proto",
    }


def test_the_provider_reads_the_protocol_alone() -> None:
    used = {
        module
        for path, tree in modules().items()
        if path.startswith("intune_waves/provider/")
        for _, module in imports_of(path, tree)
        if module.split(".")[0] == "pulumi"
    }
    assert used
    assert {module for module in used if not module.startswith("pulumi.runtime.proto")} == set()


LISTED = "import sys; print(*(name for name, module in sys.modules.items() if module))"
HEAVY = {"azure", "deepdiff", "httpx", "kiota_abstractions", "msgraph", "msgraph_core", "pydantic", "rich"}


def test_before_the_first_call_no_kind_is_read() -> None:
    loaded = set(run(f"{ALONE}import intune_waves.provider.protocol.server; {LISTED}").split())
    assert "intune_waves.provider.protocol.kinds" in loaded
    assert {name for name in loaded if name.startswith("intune_waves.provider.kinds.")} == set()
    rooms = {name.split(".")[1] for name in loaded if name.startswith("intune_waves.")}
    assert rooms == {"provider", "observing", "graph"}
    assert {name.split(".")[0] for name in loaded}.isdisjoint(HEAVY)


def test_all_kinds_are_read_without_what_only_a_call_to_graph_needs() -> None:
    every = "from intune_waves.provider.protocol.kinds import every_kind; every_kind(); "
    loaded = run(f"{ALONE}{every}{LISTED}").split()
    assert {name.split(".")[0] for name in loaded}.isdisjoint(HEAVY)


def test_a_process_that_has_the_sdk_keeps_it() -> None:
    import_protocol_alone()
    assert sys.modules["pulumi"] is pulumi
    assert hasattr(pulumi, "Output")


def test_a_python_without_the_sdk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pulumi")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError) as missing:
        import_protocol_alone()
    assert missing.value.name == "pulumi"
