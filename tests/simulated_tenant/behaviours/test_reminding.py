"""Notifications: recorded when they fall due, once, for whoever is still noncompliant."""

from typing import Any

from tests.simulated_tenant.behaviours.conftest import BROKEN
from tests.simulated_tenant.behaviours.test_enrolling import group_of, step
from tests.simulated_tenant.simulated import COMPLIANCE, Simulated, rule


def sent(adatum: Simulated) -> list[Any]:
    return adatum.tenant.db.execute(
        "SELECT at, count(*) FROM notification_sent GROUP BY at ORDER BY min(position)"
    ).fetchall()


def test_a_notification_is_recorded_when_it_falls_due_and_once(broken: Simulated) -> None:
    template = broken.new_template()
    policy = broken.new_compliance_policy(
        group_of(broken, "Engineering"), grace=336, sent={template: [0, 168, 264, 336]}
    )
    devices = step(broken)
    assert sent(broken) == [("2026-01-12T08:00:00Z", devices)]
    step(broken, days=12)
    due = ["2026-01-12T08:00:00Z", "2026-01-19T08:00:00Z", "2026-01-23T08:00:00Z"]
    assert sent(broken) == [(day, devices) for day in due]
    step(broken, days=7, steps=7)
    assert sent(broken) == [(day, devices) for day in (*due, "2026-01-26T08:00:00Z")]
    people = broken.tenant.db.execute("SELECT count(DISTINCT person_id) FROM managed_device").fetchone()[0]
    (shown,) = broken.snapshot()["notificationTemplates"]
    assert (shown["id"], shown["sent"], shown["people"]) == (template, 4 * devices, people)
    later = {"deviceComplianceScheduledActionForRules": [rule(336, {template: [1, 336]})]}
    broken.ask("POST", f"{COMPLIANCE}/{policy}/scheduleActionsForRules", later)
    step(broken, days=1)
    assert sent(broken)[-1] == ("2026-02-01T08:00:00Z", devices)
    assert broken.snapshot()["notificationTemplates"][0]["sent"] == 5 * devices


def test_the_compliant_and_the_repaired_are_not_written_to(broken: Simulated) -> None:
    template = broken.new_template()
    broken.new_compliance_policy(group_of(broken, "Engineering"), grace=336, sent={template: [24]})
    step(broken)
    broken.control("PUT", "behaviour", {**BROKEN, "repaired": 1.0})
    step(broken)
    assert sent(broken) == []
