"""The plan in force, with what it counts: which request is throttled, fails, lags or waits."""

from collections.abc import Callable

from tools.simulated_tenant.faults.plan import Failure, FaultPlan
from tools.simulated_tenant.faults.replication import Replication
from tools.simulated_tenant.faults.throttling import Throttle
from tools.simulated_tenant.limits import Limits
from tools.simulated_tenant.wire.errors import GraphError


class Injection:
    """One plan and its counters; a new plan starts with new counters."""

    def __init__(self, plan: FaultPlan, limits: Limits, now: Callable[[], float]) -> None:
        self.plan = plan
        self.throttle = Throttle(limits, plan.throttled_families, now)
        self.replication = Replication(plan.reads, plan.dynamic_reads)
        self.seen = [0] * len(plan.failures)
        self.done = [0] * len(plan.failures)

    @property
    def latency(self) -> float:
        """Seconds that every request waits."""
        return self.plan.latency / 1000

    def failure(self, method: str, path: str, identity: str) -> Failure | None:
        """The failure that this request meets, counted; None when it meets none."""
        met: Failure | None = None
        for index, failure in enumerate(self.plan.failures):
            if not failure.matches(method, path, identity):
                continue
            self.seen[index] += 1
            spent = failure.times and self.done[index] >= failure.times
            if met is None and not spent and self.seen[index] % failure.every == 0:
                self.done[index] += 1
                met = failure
        return met


def error_of(failure: Failure) -> GraphError:
    headers = {} if failure.retry_after is None else {"retry-after": f"{failure.retry_after:g}"}
    return GraphError(failure.status, failure.code, failure.message, headers)
