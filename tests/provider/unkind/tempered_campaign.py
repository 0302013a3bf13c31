"""The campaign of two waves on a tenant of a temper, and the clock of both."""

import random
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from intune_waves.graph import conditional_access
from intune_waves.graph.client.errors import GraphError, Unavailable, UnexpectedAnswer
from intune_waves.graph.client.pacing import Pace, Patience
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from tests.provider.admission_machine import answered
from tests.provider.engine import CheckRefusedError
from tests.provider.unkind.crash_matrix import Campaign, Carrier, Point, Stack, Values
from tools.simulated_tenant.faults.injection import Injection
from tools.simulated_tenant.faults.plan import plan_from

MOST_RUNS = 12
"""So often a step is run before it counts as one that cannot be done."""


class _Carrier(Carrier):
    """Carries requests at once, and tells what becomes of a connection as httpx does."""

    async def answer(self, method: str, url: str, asked: Any, headers: Mapping[str, str]) -> Any:
        found = await answered(
            self.simulated, self.caller, method, url, asked, {**headers, "user-agent": "ours"}, seconds=0.05
        )
        if found.cut or found.truncate is not None:
            raise Unavailable("Microsoft Graph", f"{method} {url}", message="broken off")
        if 300 <= found.status < 400:
            raise UnexpectedAnswer("Microsoft Graph", f"{method} {url}")
        return found


class TemperedCampaign(Campaign):
    """Its waiting passes on the tenant's own clock. What azuread does is done in calm."""

    def __init__(self, folder: Path, stack: Stack) -> None:
        super().__init__(folder, stack)
        self.random = random.Random(5)
        self.simulated.tenant.pipeline.sleep = self._sleep
        self.refused: list[str] = []
        """What each run that failed was refused with."""

    def carrier(self, point: Point | None = None) -> Carrier:
        return _Carrier(self.simulated, self.app, point)

    def patience(self) -> Patience:
        return Patience(sleep=self._sleep, chance=self.random.random)

    def pace(self) -> Pace:
        """Conditional access's own, on the tenant's clock."""
        return Pace(1, 1.0, clock=lambda: self.simulated.seconds, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.simulated.seconds += seconds

    async def ask(self, method: str, path: str, body: Values) -> Values:
        pipeline = self.simulated.tenant.pipeline
        kept, pipeline.injection = pipeline.injection, self._calm()
        try:
            return await super().ask(method, path, body)
        finally:
            pipeline.injection = kept

    def _calm(self) -> Injection:
        tenant = self.simulated.tenant
        return Injection(plan_from({"name": "calm"}), tenant.limits, now=tenant.now)

    def temper(self, name: str, seed: int = 1) -> None:
        """Have the tenant be of this temper from now on."""
        answer = self.simulated.control("PUT", "temper", {"name": name, "seed": seed})
        assert answer.status_code == 200, answer.text

    def faults(self, plan: Values) -> None:
        """Have the tenant misbehave by this plan from now on."""
        answer = self.simulated.control("PUT", "faults", plan)
        assert answer.status_code == 200, answer.text

    def early(self) -> dict[str, int]:
        """Who came back before a Retry-After had passed."""
        found: dict[str, int] = self.simulated.control("GET", "faults").json()["early"]
        return found

    def step(self, period: int) -> None:
        """Run a period until it is done, and the one in force where it is refused, which puts back what hands
        did; what a run was refused with is kept.
        """
        for _ in range(MOST_RUNS):
            if self._runs(period):
                return
            self.simulated.seconds += 60
            in_force = self.stack.kept.get("Campaign/campaign", {}).get("inputs", {}).get("period", period)
            if in_force != period:
                self._runs(in_force)
        raise AssertionError("\n".join(["this step cannot be done:", *self.refused[-MOST_RUNS:]]))

    def _runs(self, period: int) -> bool:
        try:
            self.run(period)
        except (GraphError, Refusal, HalfMade, CheckRefusedError) as refused:
            self.refused.append(f"period {period}: {refused}")
            return False
        return True


@contextmanager
def on_its_clock(campaign: TemperedCampaign) -> Any:
    """Have conditional access's pace pass on the campaign's clock."""
    pace, conditional_access.write_pace = conditional_access.write_pace, campaign.pace
    try:
        yield campaign
    finally:
        conditional_access.write_pace = pace
