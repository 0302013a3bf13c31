"""A home that an older tenant made: what it could not know is added when it is opened."""

from pathlib import Path

import pytest

from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.graph_routes.rights import GRANTED
from tools.simulated_tenant.state import open_tenant
from tools.simulated_tenant.store.applications import change_application, read_application
from tools.simulated_tenant.store.database import write_setting

NEW = "DeviceManagementConfiguration.ReadWrite.All"


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A tenant of before compliance policies; one of its two devices is noncompliant."""
    path = str(tmp_path / "tenant.sqlite")
    db = open_tenant(path, people=5).db
    change_application(db, rights=tuple(right for right in GRANTED if right != NEW))
    db.execute("DELETE FROM setting WHERE key IN ('granted', 'management_settings')")
    columns = [row[1] for row in db.execute("PRAGMA table_info(managed_device)")][1:]
    for name, state in (("good", "compliant"), ("bad", "noncompliant")):
        values = [{"id": name, "compliance_state": state}.get(column, "x") for column in columns]
        marks = ", ".join("?" for _ in columns)
        db.execute(f"INSERT INTO managed_device ({', '.join(columns)}) VALUES ({marks})", values)
    db.close()
    return path


def test_what_was_noncompliant_is_unhealthy(home: str) -> None:
    db = open_tenant(home).db
    assert db.execute("SELECT device_id FROM unhealthy_device").fetchall() == [("bad",)]


def test_new_rights_are_granted_and_those_taken_away_stay_away(home: str) -> None:
    db = open_tenant(home).db
    assert set(read_application(db).rights) == set(GRANTED)
    change_application(db, rights=("Group.Read.All",))
    db.close()
    assert read_application(open_tenant(home).db).rights == ("Group.Read.All",)


def test_opening_a_home_again_makes_no_device_unhealthy(tmp_path: Path) -> None:
    adatum = Simulated(people=5, path=str(tmp_path / "tenant.sqlite"))
    adatum.ask("PATCH", "/v1.0/deviceManagement", {"settings": {"secureByDefault": True}})
    write_setting(adatum.tenant.db, "behaviour", value={"enrolling": [1.0]})
    db = adatum.tenant.db
    columns = [row[1] for row in db.execute("PRAGMA table_info(managed_device)")][1:]
    values = [{"id": "d", "compliance_state": "noncompliant"}.get(column, "x") for column in columns]
    marks = ", ".join("?" for _ in columns)
    db.execute(f"INSERT INTO managed_device ({', '.join(columns)}) VALUES ({marks})", values)
    db.close()
    reopened = Simulated(people=5, path=str(tmp_path / "tenant.sqlite"))
    assert reopened.tenant.db.execute("SELECT count(*) FROM unhealthy_device").fetchone() == (0,)
    assert reopened.snapshot()["secureByDefault"] is True
