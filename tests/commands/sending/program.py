"""`messages send` as a process of its own, on a state and a campaign that a test writes down.

`python -m tests.commands.sending.program SETUP.json WORDS …`: everything but Pulumi and waves/ is the real
thing.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from commands import __main__ as entry
from commands import campaign_day, engine_run, validate
from commands.engine_run import Stack
from commands.home import PROJECT, Home
from commands.send import send
from commands.simulated_tenant import TenantConnection
from commands.stack_file import StackFile
from declarations import load
from migration.campaign import Campaign

_GATE, _CAMPAIGN = "intune:index:StageGate", "intune:index:Campaign"


def _state(setup: dict[str, Any]) -> dict[str, Any]:
    resources: list[dict[str, Any]] = [{"type": _CAMPAIGN, "outputs": {"period": setup["period"]}}]
    for wave, (stage, group) in setup["waves"].items():
        inputs = {"wave": wave, "stage": stage, "platforms": ["windows"], "groupId": group}
        resources.append({"type": _GATE, "inputs": inputs})
    return {"deployment": {"resources": resources}}


def _put(module: ModuleType, **instead: object) -> None:
    for name, value in instead.items():
        assert hasattr(module, name), name
        setattr(module, name, value)


def main(path: str, words: list[str]) -> int:
    """Send as the setup says; answers the exit code."""
    setup = json.loads(Path(path).read_text())
    tenant = TenantConnection(**setup["tenant"])
    file = StackFile(Path("Pulumi.dev.yaml"), "config:\n  intune-waves:tenant: simulated\n")
    loaded = load(PROJECT / "waves")
    assert loaded.messages is not None
    campaign: Campaign = replace(loaded, messages=replace(loaded.messages, **setup["messages"]))

    def opened(name: str, home: Home) -> Stack:
        return Stack(name, file, tenant.environment())

    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(send)
    _put(engine_run, open_stack=opened, exported_state=lambda stack: _state(setup))
    _put(campaign_day, connect=lambda home: tenant)
    _put(validate, refuse_bad_declarations=lambda: campaign)
    _put(entry, app=app)
    sys.argv = ["send", *words]
    return entry.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
