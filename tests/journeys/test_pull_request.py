"""One period by a pull request: advance, preview with its comment, merge, up, and the look at night."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.journey import Journey
from tests.journeys.workflow import Runner

pytestmark = pytest.mark.journey

POLICIES = "/v1.0/identity/conditionalAccess/policies"
REPORT_ONLY = "enabledForReportingButNotEnforced"


@pytest.fixture(scope="module")
def runner(journey: Journey, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """The checkout with period 1 in force, on main, with a bare repository as its remote."""
    hub = tmp_path_factory.mktemp("hub") / "hub.git"
    folder = tmp_path_factory.mktemp("runner")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(hub)], check=True)
    git(journey, "init", "--quiet", "--initial-branch=main")
    for key, value in (("user.name", "Adatum"), ("user.email", "it@adatum.com")):
        git(journey, "config", key, value)
    git(journey, "remote", "add", "origin", str(hub))
    journey.up(1)
    journey.wait_for(2)
    git(journey, "add", ".")
    git(journey, "commit", "--quiet", "-m", "Begin with period 1")
    git(journey, "push", "--quiet", "--set-upstream", "origin", "main")
    return Runner(
        journey,
        {
            "STACK": "dev",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        },
    )


def git(journey: Journey, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=journey.project, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commented(journey: Journey) -> str:
    return (journey.project / "comment.md").read_text()


def period_in_state(journey: Journey) -> int:
    exported = json.loads(journey.pulumi("stack", "export"))
    resources: list[dict[str, Any]] = exported["deployment"]["resources"]
    return next(int(r["outputs"]["period"]) for r in resources if r["type"] == "intune:index:Campaign")


def set_state(journey: Journey, state: str) -> None:
    """Somebody changes the pilot's policy by hand."""
    found = journey.graph(POLICIES)["value"][0]
    journey.graph(f"{POLICIES}/{found['id']}", "PATCH", {"state": state})


def test_advance_makes_one_commit_on_a_branch_of_its_own(runner: Runner) -> None:
    journey = runner.journey
    said = journey.migrate("advance")
    assert said.startswith("period-2: Advance to period 2 (")
    assert "- Limited pilot: announce -> instruct" in said
    assert git(journey, "branch", "--show-current") == "period-2"
    assert git(journey, "status", "--porcelain") == ""
    assert git(journey, "rev-list", "--count", "main..period-2") == "1"
    assert "period-1" not in git(journey, "branch", "--list")
    changed = set(git(journey, "diff", "--name-only", "main", "period-2").splitlines())
    assert {"Pulumi.dev.yaml", "rehearsals/period-2.md"} < changed
    assert "campaign-messages/limited-pilot/instruct.txt" in changed
    assert "campaign-messages/expanded-pilot/announce.html" in changed
    assert 'intune-waves:period: "2"' in (journey.project / "Pulumi.dev.yaml").read_text()
    git(journey, "push", "--quiet", "--set-upstream", "origin", "period-2")


def test_advance_is_refused_where_git_and_the_stack_disagree(runner: Runner) -> None:
    journey = runner.journey
    assert "[period-in-force]" in journey.migrate("advance", code=1)
    git(journey, "switch", "--quiet", "main")
    assert "[one-pull-request]" in journey.migrate("advance", code=1)
    (journey.project / "notes.txt").write_text("")
    assert "[clean-tree]" in journey.migrate("advance", code=1)
    (journey.project / "notes.txt").unlink()
    assert git(journey, "branch", "--show-current") == "main"


def test_the_comment_says_what_merging_does_and_names_nobody(runner: Runner) -> None:
    journey = runner.journey
    git(journey, "switch", "--quiet", "period-2")
    since = journey.control("requests")["requests"][-1]["id"]
    runner.run("preview", "preview")
    text = commented(journey)
    assert text.startswith("<!-- intune-waves comment -->\n")
    assert "**Merging this takes the stack `dev` from period 1 to 2.**" in text
    assert "<!-- intune-waves review " in text
    assert len(text) < 60_000
    people = journey.graph("/v1.0/users?$select=displayName,userPrincipalName&$top=999")["value"]
    named = [each for each in people if each["displayName"] in text or each["userPrincipalName"] in text]
    assert named == []
    writes = [
        each
        for each in journey.control(f"requests?since={since}")["requests"]
        if each["method"] != "GET" and not each["path"].endswith(("/token", "/$batch"))
    ]
    assert writes == []
    assert period_in_state(journey) == 1


def test_what_moved_since_the_review_is_not_applied(runner: Runner) -> None:
    journey = runner.journey
    (journey.project / "reviewed.md").write_text(commented(journey))
    set_state(journey, "disabled")
    said = runner.run("up", "up", code=1)
    assert "what this step would do is not what was reviewed [reviewed-step]:" in said
    assert "  ConditionalAccessPolicy limited-pilot: update was not reviewed\n" in said
    assert period_in_state(journey) == 1
    set_state(journey, REPORT_ONLY)


def test_merging_applies_what_was_reviewed(runner: Runner) -> None:
    journey = runner.journey
    git(journey, "switch", "--quiet", "main")
    git(journey, "merge", "--quiet", "--no-ff", "-m", "Merge period 2", "period-2")
    git(journey, "push", "--quiet")
    runner.run("up", "up")
    assert period_in_state(journey) == 2
    assert (journey.project / "report.html").read_text().startswith("<!doctype html>")
    journey.migrate("preview", "--expect-no-changes")


def test_the_same_review_is_good_for_one_up(runner: Runner) -> None:
    said = runner.run("up", "up", code=1)
    assert "stack dev goes from period 2 to 2; reviewed was stack dev goes from period 1 to 2" in said


def test_at_night_nothing_has_drifted(runner: Runner) -> None:
    said = runner.run("drift", "drift")
    assert "Nothing has drifted: the tenant is as applied in period 2." in said
    assert runner.output("code") == "0"


def test_early_enforcement_is_found_at_night_and_comes_first(runner: Runner) -> None:
    journey = runner.journey
    set_state(journey, "enabled")
    runner.run("drift", "drift")
    assert runner.output("code") == "4"
    issue = (journey.project / "drift.md").read_text()
    assert issue.startswith("# Drift in dev: early enforcement\n")
    assert f"enabled in the tenant, and {REPORT_ONLY} was applied" in issue
    assert period_in_state(journey) == 2


def test_a_tenant_that_cannot_be_reached_is_no_drift(runner: Runner) -> None:
    journey = runner.journey
    journey.migrate("tenant", "stop")
    said = runner.run("drift", "drift", code=3)
    assert "the simulated tenant is not running\n  next: ./migrate tenant start\n" in said
    journey.migrate("tenant", "start")


def test_aborting_is_a_commit_too(runner: Runner) -> None:
    journey = runner.journey
    for name in ("comment.md", "reviewed.md", "report.html", "drift.md"):
        Path(journey.project / name).unlink(missing_ok=True)
    said = journey.migrate("advance", "--back")
    assert said.startswith("back-to-period-1: Go back to period 1 (")
    assert 'intune-waves:period: "1"' in git(journey, "show", "back-to-period-1:Pulumi.dev.yaml")
