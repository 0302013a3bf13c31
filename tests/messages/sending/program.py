"""`messages send` as a process of its own, on a state and a campaign that a test writes down.

`python -m tests.messages.sending.program SETUP.json WORDS …`: everything but Pulumi and waves/ is the real
thing.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from intune_waves.campaign.campaign import Campaign
from intune_waves.cli import __main__ as entry
from intune_waves.cli import send as sending
from intune_waves.cli.send import send
from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.simulated_tenant import TenantConnection
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState

_GATE, _CAMPAIGN = "intune:index:StageGate", "intune:index:Campaign"


def _state(setup: dict[str, Any]) -> dict[str, Any]:
    resources: list[dict[str, Any]] = [{"type": _CAMPAIGN, "outputs": {"period": setup["period"]}}]
    for wave, (stage, group) in setup["waves"].items():
        inputs = {"wave": wave, "stage": stage, "platforms": ["windows"], "groupId": group}
        resources.append({"type": _GATE, "inputs": inputs})
    return {"deployment": {"resources": resources}}


def _put(place: ModuleType | type, **instead: object) -> None:
    for name, value in instead.items():
        assert hasattr(place, name), name
        setattr(place, name, value)


def main(path: str, words: list[str]) -> int:
    """Send as the setup says; answers the exit code."""
    setup = json.loads(Path(path).read_text())
    tenant = TenantConnection(**setup["tenant"])
    file = StackFile(Path("Pulumi.dev.yaml"), "config:\n  intune-waves:tenant: simulated\n")
    loaded = load(PROJECT / "waves")
    assert loaded.messages is not None
    campaign: Campaign = replace(loaded, messages=replace(loaded.messages, **setup["messages"]))

    def opened(name: str) -> Stack:
        home, state = RuntimeHome.from_environment(), StackState.read(_state(setup))
        return Stack(name, file, environment=tenant.environment(), home=home, simulated=tenant, state=state)

    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(send)
    _put(Stack, open=opened)
    _put(sending, declared_campaign=lambda: campaign)
    _put(entry, app=app)
    sys.argv = ["send", *words]
    return entry.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
