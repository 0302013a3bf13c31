"""A reset brings back what the seed made, whatever happened to it."""

from pathlib import Path
from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated
from tools.simulated_tenant.store.database import write_setting

_LOGS = ("request_log", "sqlite_sequence")


def everything(adatum: Simulated) -> dict[str, list[Any]]:
    """All rows of all tables but the logs."""
    db = adatum.tenant.db
    tables = [row[0] for row in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    return {
        name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in tables if name not in _LOGS
    }


def change_much(adatum: Simulated) -> None:
    """People are changed, deleted and trade their names; groups lose and gain members; devices enroll."""
    people = adatum.user_ids(602)
    first, second, last = people[0], people[1], people[-3]
    names = [adatum.get(f"/v1.0/users/{each}").json()["userPrincipalName"] for each in (first, second)]
    for person, name in ((first, "x@adatum.com"), (second, names[0]), (first, names[1])):
        assert adatum.ask("PATCH", f"/v1.0/users/{person}", {"userPrincipalName": name}).status_code == 204
    for person in (people[5], last, people[-1]):
        assert adatum.ask("DELETE", f"/v1.0/users/{person}").status_code == 204
    groups = {each["displayName"]: each["id"] for each in adatum.get("/v1.0/groups").json()["value"]}
    it = adatum.everything(f"/v1.0/groups/{groups['IT Department']}/members?$select=id")
    for each in it[-3:]:
        adatum.ask("DELETE", f"/v1.0/groups/{groups['IT Department']}/members/{each['id']}/$ref")
    adatum.ask("DELETE", f"/v1.0/groups/{groups['Engineering']}")
    wave = adatum.new_group()["id"]
    adatum.add_members(wave, people[10:25])
    adatum.assign(adatum.new_restriction()["id"], wave)
    adatum.control("PUT", "behaviour", {"enrolling": [1.0], "failing": 0.0})
    adatum.control("POST", "clock", {"days": 14, "steps": 2})
    assert adatum.snapshot()["devices"]["enrolled"] > 0


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "of-an-older-home"])
def test_a_reset_is_a_planting(kept: bool) -> None:
    adatum = Simulated()
    fresh = everything(adatum)
    if not kept:
        write_setting(adatum.tenant.db, "seed_ends", value=None)
    change_much(adatum)
    adatum.control("PUT", "behaviour", {"name": "calm"})
    assert everything(adatum) != fresh
    adatum.control("POST", "reset")
    assert everything(adatum) == fresh
    change_much(adatum)
    adatum.control("PUT", "behaviour", {"name": "calm"})
    adatum.control("POST", "reset")
    assert everything(adatum) == fresh


def test_what_was_changed_before_a_stop_is_brought_back_after_it(tmp_path: Path) -> None:
    path = str(tmp_path / "tenant.sqlite")
    adatum = Simulated(path=path)
    fresh = everything(adatum)
    change_much(adatum)
    adatum.tenant.db.close()
    again = Simulated(path=path)
    again.control("PUT", "behaviour", {"name": "calm"})
    again.control("POST", "reset")
    assert everything(again) == fresh


def test_a_reset_makes_nobody_anew() -> None:
    adatum = Simulated()
    said: list[str] = []
    adatum.tenant.db.set_trace_callback(said.append)
    adatum.control("POST", "reset")
    adatum.tenant.db.set_trace_callback(None)
    assert any("directory_group" in each for each in said)
    assert not any(each.startswith(("INSERT INTO person", "INSERT INTO owned_device")) for each in said)
