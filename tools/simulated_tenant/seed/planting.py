"""Plant the seed: fill an empty database in one transaction, or make a used one what it was then."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tools.simulated_tenant.seed.defaults import (
    enrollment_defaults,
    write_enrollment_defaults,
    write_groups,
    write_named_location,
)
from tools.simulated_tenant.seed.keeping import LARGE, bring_back, keep_seed, watch_seed
from tools.simulated_tenant.seed.people import BREAK_GLASS, owned_devices, people, person_id, tenant_id
from tools.simulated_tenant.store.database import read_setting, transaction, write_setting
from tools.simulated_tenant.store.enrollment import insert_configuration, read_configuration
from tools.simulated_tenant.store.management_settings import (
    DEFAULT,
    holds_management_settings,
    write_management_settings,
)
from tools.simulated_tenant.store.old_service import plant_services
from tools.simulated_tenant.store.roles import holds_roles, plant_roles

FIRST_DAY = "2026-01-05"
Progress = Callable[[str], None]
_STEP = 50_000  # rows between two words of progress
_TABLES = (
    "managed_device", "device_owner", "device_mark", "deleted_item", "directory_group", "ownership",
    "conditional_access_policy", "named_location", "enrollment_configuration", "enrollment_assignment",
    "compliance_policy", "compliance_assignment", "notification_template", "notification_message",
    "unhealthy_device", "noncompliance", "notification_sent",
    "directory_role", "role_member", "enforced", "enforcement_change", "enforcement_event",
    "sign_in_outcome", "sign_in", "enrollment_failure", "mail_text", "sent_message", "sent_property",
    "request_log",
)  # fmt: skip
_PERSON_COLUMNS = (
    "id, user_principal_name, display_name, given_name, surname, mail, mail_nickname, job_title, department, "
    "company_name, employee_id, country, state, city, office_location, usage_location, account_enabled, "
    "user_type, created"
)

_OWNED = (
    "INSERT INTO owned_device (id, person_id, platform, personal, maker, model, os_version, kind) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Seed:
    """What the tenant starts from: a number for the draws, how many people, its clock's first day."""

    number: int = 1
    people: int = 12_000
    first_day: str = FIRST_DAY


def read_seed(db: sqlite3.Connection) -> Seed | None:
    """The seed that the database was planted from; None for an empty one."""
    found = read_setting(db, "seed")
    return None if found is None else Seed(**found)


def catch_up(db: sqlite3.Connection) -> None:
    """Give the tenant of an older home what it could not know; it took the unhealthy for noncompliant."""
    if not holds_management_settings(db):
        db.execute(
            "INSERT OR IGNORE INTO unhealthy_device (device_id) "
            "SELECT id FROM managed_device WHERE compliance_state = 'noncompliant'"
        )
        write_management_settings(db, DEFAULT)
    seed = read_seed(db)
    if seed is not None and not holds_roles(db):
        _plant_roles(db, seed)
    for document in enrollment_defaults(tenant_id()):
        if read_configuration(db, document["id"]) is None:
            insert_configuration(db, document, platform=None, ranked=None)


def _plant_roles(db: sqlite3.Connection, seed: Seed) -> None:
    plant_roles(db, [person_id(seed.number, name) for name in BREAK_GLASS])


def give_devices(db: sqlite3.Connection, person_id: str) -> None:
    """Somebody new brings along what people of the seed do: a computer at least."""
    seed = read_seed(db) or Seed()
    db.executemany(_OWNED, owned_devices(seed.number, [person_id]))


def plant(db: sqlite3.Connection, seed: Seed, *, progress: Progress = lambda said: None) -> None:
    """Fill the tenant; sign-in identities are kept, so that a reset needs no new environment.

    `progress` hears now and then, in a sentence, how far it is.
    """
    created = _created(seed)
    with transaction(db):
        for table in (*_TABLES, *LARGE):
            db.execute(f"DELETE FROM {table}")
        _plant_people(db, seed, created=created, progress=progress)
        _plant_rest(db, seed, created=created, members=True)
        keep_seed(db)
        write_setting(
            db, "seed", value={"number": seed.number, "people": seed.people, "first_day": seed.first_day}
        )
    # A million people leave a log as large as the file itself.
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    watch_seed(db)


def plant_again(db: sqlite3.Connection, seed: Seed) -> None:
    """Empty a used tenant and make it what it was after planting."""
    with transaction(db):
        known = bring_back(db)
        if known:
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")
            _plant_rest(db, seed, created=_created(seed), members=False)
    if not known:
        plant(db, seed)


def _created(seed: Seed) -> str:
    return f"{seed.first_day}T06:00:00Z"


def _plant_people(db: sqlite3.Connection, seed: Seed, *, created: str, progress: Progress) -> None:
    marks = ", ".join("?" for _ in _PERSON_COLUMNS.split(","))
    for index in ("person_id", "person_upn", "owned_device_person"):
        db.execute(f"DROP INDEX IF EXISTS {index}")
    db.executemany(
        f"INSERT INTO person ({_PERSON_COLUMNS}) VALUES ({marks})",
        _counted(
            people(seed.number, seed.people, created=created), "{:,} people are made.", progress=progress
        ),
    )
    # An index built after a bulk insert costs a fraction of one kept up to date during it.
    db.execute("CREATE UNIQUE INDEX person_id ON person (id)")
    db.execute("CREATE UNIQUE INDEX person_upn ON person (user_principal_name)")
    rows = db.execute(
        "SELECT id FROM person WHERE mail_nickname NOT IN (?, ?) ORDER BY position", BREAK_GLASS
    )
    db.executemany(
        _OWNED,
        _counted(
            owned_devices(seed.number, (row[0] for row in rows)), "{:,} devices are made.", progress=progress
        ),
    )
    db.execute("CREATE INDEX owned_device_person ON owned_device (person_id)")


def _plant_rest(db: sqlite3.Connection, seed: Seed, *, created: str, members: bool) -> None:
    write_groups(db, created, members=members)
    _plant_roles(db, seed)
    write_enrollment_defaults(db, tenant_id())
    write_named_location(db, created)
    plant_services(db, created)
    write_setting(db, "tenant_id", value=tenant_id())
    write_setting(db, "clock", value=f"{seed.first_day}T08:00:00+00:00")
    write_management_settings(db, DEFAULT)


def _counted(rows: Iterator[tuple[Any, ...]], says: str, *, progress: Progress) -> Iterator[tuple[Any, ...]]:
    for made, row in enumerate(rows, start=1):
        if made % _STEP == 0:
            progress(says.format(made))
        yield row
