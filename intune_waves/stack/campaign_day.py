"""Which day it is for a stack: by the simulated tenant's clock where it lives on one, otherwise by UTC."""

from datetime import UTC, date, datetime

from intune_waves.stack.engine_run import Stack
from intune_waves.stack.home import Home
from intune_waves.stack.simulated_tenant import connect


def campaign_day(stack: Stack, home: Home) -> date:
    """Today. Raises RefusedError where the simulated tenant does not run."""
    if stack.file.simulated:
        return datetime.fromisoformat(connect(home).clock).date()
    return datetime.now(UTC).date()
