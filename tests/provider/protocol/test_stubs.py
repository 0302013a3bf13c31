"""The protocol without the SDK: what the executable loads, and what it does not."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pulumi
import pytest

from intune_waves.provider.protocol.stubs import import_protocol_alone

PROJECT = Path(__file__).resolve().parents[3]
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
    used = [
        line
        for file in sorted((PROJECT / "intune_waves" / "provider").rglob("*.py"))
        for line in file.read_text().splitlines()
        if line.strip().startswith(("import pulumi", "from pulumi"))
    ]
    assert used
    assert [line for line in used if not line.strip().startswith("from pulumi.runtime.proto")] == []


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
