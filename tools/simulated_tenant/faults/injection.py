"""The plan in force, with what it counts: which request is throttled, fails, lags or waits."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from tools.simulated_tenant.faults.hands import Hand
from tools.simulated_tenant.faults.matching import Seen, Turns
from tools.simulated_tenant.faults.patience import Patience
from tools.simulated_tenant.faults.plan import Failure, FaultPlan
from tools.simulated_tenant.faults.replication import Replication
from tools.simulated_tenant.faults.throttling import Throttle
from tools.simulated_tenant.limits import Limits


def _concerns(failure: Failure, part: str) -> bool:
    """What cuts connections, whatever is asked over them, meets a batch and not its items; else it is the
    other way round.
    """
    of_connections = failure.effect.cut and failure.match.path == "*"
    return not part or of_connections == (part == "batch")


class Injection:
    """One plan and its counters; a new plan starts with new counters."""

    def __init__(self, plan: FaultPlan, limits: Limits, *, now: Callable[[], float]) -> None:
        self.plan = plan
        self.throttle = Throttle(limits, plan.throttled_families, now=now)
        self.patience = Patience(now)
        self.replication = Replication(plan.reads, plan.dynamic_reads, replicas=plan.replicas)
        self.seen = [0] * len(plan.failures)
        self.done = [0] * len(plan.failures)
        self.new: set[str] = set()
        self.of_new: Counter[tuple[int, str]] = Counter()
        self.early: Counter[str] = Counter()
        """Who came back before a Retry-After had passed, by what they say they are."""
        self.requests = 0
        self.by_hand = [0] * len(plan.hands)

    @property
    def latency(self) -> float:
        """Seconds that every request waits."""
        return self.plan.latency / 1000

    def failure(self, seen: Seen) -> Failure | None:
        """The failure that this request meets, counted; None when it meets none."""
        met: Failure | None = None
        for index, failure in enumerate(self.plan.failures):
            if not failure.match.covers(seen) or not _concerns(failure, seen.part):
                continue
            self.seen[index] += 1
            if met is None and self._turn(index, failure, seen=seen):
                self.done[index] += 1
                met = failure
        return met

    def _turn(self, index: int, failure: Failure, *, seen: Seen) -> bool:
        turns, number = failure.turns, self.seen[index] - failure.turns.skip
        if number <= 0 or (turns.times and self.done[index] >= turns.times):
            return False
        if turns.nth and self.seen[index] not in turns.nth:
            return False
        if turns.of_new and not self._new(index, turns, path=seen.path):
            return False
        return number % turns.every == 0 and self.draw(index, "share") < turns.share

    def _new(self, index: int, turns: Turns, *, path: str) -> bool:
        for key in self.new:
            if path.lower() == key or path.lower().startswith(f"{key}/"):
                self.of_new[index, key] += 1
                return 0 < self.of_new[index, key] - turns.skip_of_new <= turns.of_new
        return False

    def draw(self, index: int, purpose: str) -> float:
        """From 0 up to 1, always the same for the same plan and number of matches."""
        return self._drawn(f"{self.plan.seed}/{index}/{purpose}/{self.seen[index]}")

    def _drawn(self, text: str) -> float:
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / (1 << 48)

    def drawn_status(self, failure: Failure) -> float:
        return self.draw(self.plan.failures.index(failure), "status")

    def hands_due(self) -> list[tuple[Hand, float]]:
        """The hands whose turn it is after one more request of a program, each with a number to draw by."""
        self.requests += 1
        due = []
        for index, hand in enumerate(self.plan.hands):
            if self.requests % hand.every == 0 and not 0 < hand.times <= self.by_hand[index]:
                self.by_hand[index] += 1
                due.append((hand, self._drawn(f"{self.plan.seed}/hand/{index}/{self.by_hand[index]}")))
        return due

    def made(self, path: str, object_id: Any) -> None:
        """Take note of an object that was made under this plan."""
        if any(failure.turns.of_new for failure in self.plan.failures):
            self.new.add(f"{path}/{object_id}".lower())

    def counts(self) -> list[dict[str, Any]]:
        """For each failure of the plan, in its order: how many requests matched, how many met it."""
        return [
            {"method": each.match.method, "path": each.match.path, "matched": seen, "met": done}
            for each, seen, done in zip(self.plan.failures, self.seen, self.done, strict=True)
        ]
