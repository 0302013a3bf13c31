"""The campaign as a Pulumi program: the configured period decides which stage each wave is in."""

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi

from components.beginning import begin

FOLDER = Path(__file__).resolve().parent


async def program() -> None:
    """Both providers start while the campaign is read, and the tenant answers while azuread's SDK is."""
    reading = asyncio.ensure_future(stack_of(FOLDER / "waves"))
    break_glass, lookups, provider = begin()
    stack = await reading
    break_glass_ids = break_glass.find(stack.campaign.break_glass, stack.campaign.excluded_accounts)
    resources = await asyncio.to_thread(import_module, "components.migration_campaign")
    waves = resources.declare_campaign(
        stack,
        break_glass_ids=break_glass_ids,
        known_break_glass=break_glass.known(),
        known_excluded=break_glass.excluded(),
        lookups=lookups,
        provider=provider,
        folder=FOLDER / "waves",
    )
    pulumi.export("period", stack.period)
    pulumi.export("stages", {wave_id: wave.stage for wave_id, wave in waves.items()})
    pulumi.export("means", {wave_id: wave.means for wave_id, wave in waves.items() if wave.means is not None})


async def stack_of(waves: Path) -> Any:
    """The stack's configuration; what reads a campaign is loaded in a thread, beside the providers' start."""
    configured = await asyncio.to_thread(import_module, "components.configuration")
    return await configured.configuration(waves)


# An async program runs after Python has taken the folder off the path again.
sys.path.insert(0, str(FOLDER))
pulumi.run(program)
