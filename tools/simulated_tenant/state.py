"""The running tenant: its database, its limits, the faults and the behaviour in force."""

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tools.simulated_tenant.behaviours.behaviour import Behaviour, behaviour_from, read_behaviour
from tools.simulated_tenant.behaviours.enrolling import take_step
from tools.simulated_tenant.behaviours.evaluating import evaluate
from tools.simulated_tenant.behaviours.signing_in import sign_in
from tools.simulated_tenant.enforcement.ledger import Ledger
from tools.simulated_tenant.faults.injection import Injection
from tools.simulated_tenant.faults.plan import FaultPlan, plan_from, read_plan, written_plan
from tools.simulated_tenant.graph_routes.rights import GRANTED
from tools.simulated_tenant.limits import Limits, read_limits
from tools.simulated_tenant.pipeline import Pipeline
from tools.simulated_tenant.seed.keeping import watch_seed
from tools.simulated_tenant.seed.planting import Progress, Seed, catch_up, plant, plant_again, read_seed
from tools.simulated_tenant.store.applications import ensure_application
from tools.simulated_tenant.store.clock import move_clock, read_clock
from tools.simulated_tenant.store.database import (
    hold_in_memory,
    open_database,
    read_setting,
    transaction,
    write_setting,
)
from tools.simulated_tenant.store.deleted import forget_before
from tools.simulated_tenant.tempers.temper import written_temper


class SeedMismatchError(ValueError):
    """The home holds a tenant that was planted from another seed than the one asked for."""


class Tenant:
    """One tenant over one database file; `now` is the clock that throttling windows use."""

    def __init__(
        self, db: sqlite3.Connection, limits: Limits, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.db, self.limits, self.now = db, limits, now
        self.behaviour: Behaviour = behaviour_from(read_setting(db, "behaviour"))
        injection = Injection(plan_from(read_setting(db, "faults")), limits, now=now)
        self.ledger = Ledger(db)
        self.pipeline = Pipeline(db, limits, injection=injection, ledger=self.ledger)

    @property
    def fault_plan(self) -> FaultPlan:
        return self.pipeline.injection.plan

    @property
    def seed(self) -> Seed:
        found = read_seed(self.db)
        if found is None:
            raise LookupError("the tenant was never planted")
        return found

    def set_faults(self, given: Any) -> FaultPlan:
        """Put a plan in force, by its name or inline; counters start anew.

        Raises FaultPlanError.
        """
        plan = plan_from(_written(given))
        write_setting(self.db, "faults", value=_written(given))
        self.pipeline.injection = Injection(plan, self.limits, now=self.now)
        return plan

    def set_behaviour(self, given: Any) -> Behaviour:
        """Put a behaviour in force, by its name or inline.

        Raises BehaviourError.
        """
        named = isinstance(given, dict) and set(given) == {"name"}
        self.behaviour = read_behaviour(given["name"]) if named else behaviour_from(given)
        write_setting(self.db, "behaviour", value=_described(self.behaviour))
        return self.behaviour

    def advance(self, days: float, steps: int) -> tuple[datetime, int]:
        """Move the clock by `days` in equal steps; people act in each. Returns the clock and the enrolled."""
        enrolled = 0
        with transaction(self.db):
            for _ in range(steps):
                before = read_clock(self.db)
                now = move_clock(self.db, timedelta(days=days / steps))
                enrolled += take_step(self.db, self.behaviour, seed=self.seed.number, now=now)
                evaluate(self.db, before, now=now)
                kept = timedelta(days=self.limits.size("signInDays"))
                gone = now - timedelta(days=self.limits.size("deletedItemDays"))
                forget_before(self.db, gone.strftime("%Y-%m-%dT%H:%M:%SZ"))
                sign_in(self.db, self.behaviour, seed=self.seed.number, since=before, now=now, kept=kept)
        return now, enrolled

    def reset(self) -> None:
        """Back to the seed. The app, its secret, the faults and the behaviour stay."""
        with self.ledger.resting():
            plant_again(self.db, self.seed)
        self.pipeline.injection = Injection(self.fault_plan, self.limits, now=self.now)


def _described(behaviour: Behaviour) -> dict[str, Any]:
    return {**behaviour.__dict__, "enrolling": list(behaviour.enrolling)}


def _written(given: Any) -> Any:
    """Named plans are kept by what their files say, so that a later start needs no file of that name."""
    named = isinstance(given, dict) and set(given) == {"name"}
    return written_plan(str(given["name"])) if named else given


# Many parameters: all but the path are settings of a start.
def open_tenant(
    path: Path | str,
    *,
    number: int | None = None,
    people: int | None = None,
    first_day: str | None = None,
    behaviour: str | None = None,
    faults: str | None = None,
    temper: tuple[str, int | None] | None = None,
    now: Callable[[], float] = time.monotonic,
    progress: Progress = lambda said: None,
) -> Tenant:
    """Open the tenant at `path`, planting the seed when there is none; `progress` hears of the planting.

    Raises SeedMismatchError when the home holds another seed, BehaviourError and FaultPlanError for unknown
    names, sqlite3.Error when the file cannot be used.
    """
    wanted_behaviour = read_behaviour(behaviour or "calm")
    if faults is not None:
        read_plan(faults)
    tempered = None if temper is None else written_temper(*temper)
    db = open_database(path)
    seed = read_seed(db)
    if seed is None:
        standard = Seed()
        seed = Seed(
            standard.number if number is None else number,
            standard.people if people is None else people,
            first_day or standard.first_day,
        )
        plant(db, seed, progress=progress)
    hold_in_memory(db)
    watch_seed(db)
    for name, given, held in (
        ("seed", number, seed.number),
        ("people", people, seed.people),
        ("first day", first_day, seed.first_day),
    ):
        if given is not None and given != held:
            raise SeedMismatchError(f"the home holds a tenant with {name} {held}, not {given}")
    with transaction(db):
        ensure_application(db, GRANTED)
        catch_up(db)
        if read_setting(db, "behaviour") is None or behaviour is not None:
            write_setting(db, "behaviour", value=_described(wanted_behaviour))
        if read_setting(db, "faults") is None or faults is not None:
            write_setting(db, "faults", value=written_plan(faults or "calm"))
        if tempered is not None:
            write_setting(db, "faults", value=tempered)
    return Tenant(db, read_limits(), now=now)
