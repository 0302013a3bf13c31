"""`python -m tools.simulated_tenant <verb>`: start, serve, stop, status, reset, advance, and two more."""

import argparse
import csv
import json
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tools.simulated_tenant.control_client import NOT_RUNNING, ask
from tools.simulated_tenant.home import Home, TenantError
from tools.simulated_tenant.process import reset, start, status, stop
from tools.simulated_tenant.serving import Settings, serve
from tools.simulated_tenant.tempers.temper import temper_names

# The columns of Entra's "Download users", as far as the tenant knows them.
_CSV = {
    "userPrincipalName": "user_principal_name",
    "displayName": "display_name",
    "surname": "surname",
    "mail": "mail",
    "givenName": "given_name",
    "id": "id",
    "userType": "user_type",
    "jobTitle": "job_title",
    "department": "department",
    "accountEnabled": "account_enabled",
    "usageLocation": "usage_location",
    "state": "state",
    "country": "country",
    "officeLocation": "office_location",
    "city": "city",
    "companyName": "company_name",
    "createdDateTime": "created",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. Errors are one line on stderr."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, Home(Path(options.home).expanduser().absolute())))
    except TenantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tenant", description="The simulated tenant of Adatum Corporation.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, run, says in (
        ("start", _start, "start it in the background and wait until it answers"),
        ("serve", _serve, "run it in the foreground"),
    ):
        verb = _verb(verbs, name, run=run, says=says)
        verb.add_argument("--port", type=_port, help="default: a free one, kept for later starts")
        verb.add_argument("--seed", type=int, help="number that all draws come from (1)")
        verb.add_argument("--people", type=_people, help="how many people Adatum has (12000)")
        verb.add_argument(
            "--first-day", type=_day, metavar="YYYY-MM-DD", help="day its clock starts on (2026-01-05)"
        )
        verb.add_argument("--behaviour", help="how people act: a file of behaviours/ (calm)")
        verb.add_argument("--faults", help="how Graph misbehaves: a file of faults/ (calm)")
        verb.add_argument("--temper", help="how kind it is: files of tempers/, joined by + (calm)")
        verb.add_argument("--temper-seed", type=int, help="number that the temper draws from (1)")
    _verb(verbs, "stop", run=lambda _, home: _say(stop(home)), says="end it; its data is kept")
    asked = _verb(verbs, "status", run=_status, says="say whether it runs; exit code 3 when not")
    asked.add_argument("--json", action="store_true", help="for programs; shows the simulated client secret")
    _verb(verbs, "reset", run=lambda _, home: _say(reset(home)), says="go back to the seed")
    moved = _verb(verbs, "advance", run=_advance, says="move its clock; people act")
    moved.add_argument("--days", type=float, required=True)
    moved.add_argument("--steps", type=int, default=1)
    old = _verb(
        verbs, "old-service", run=_old_service, says="show the service that Adatum leaves, or hide it"
    )
    old.add_argument("shown", choices=["on", "off"])
    minded = _verb(verbs, "temper", run=_temper, says="say how kind it is and who met what, or change it")
    minded.add_argument("name", nargs="?", help=f"one of {', '.join(temper_names())}, or some joined by +")
    minded.add_argument("--seed", type=int, help="number that it draws from (1)")
    minded.add_argument("--json", action="store_true", help="for programs")
    listed = _verb(verbs, "people", run=_people_csv, says="print the directory as Entra's Download users CSV")
    listed.add_argument("--format", choices=["csv"], default="csv")
    return parser


def _verb(verbs: Any, name: str, *, run: Any, says: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=says, description=says)
    verb.add_argument("--home", required=True, help="folder that holds everything of this tenant")
    verb.set_defaults(run=run)
    return verb


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        port=options.port or None,
        seed=options.seed,
        people=options.people,
        first_day=options.first_day,
        behaviour=options.behaviour,
        faults=options.faults,
        temper=options.temper,
        temper_seed=options.temper_seed,
    )


def _start(options: argparse.Namespace, home: Home) -> int:
    return _say(start(home, _settings(options)))


def _serve(options: argparse.Namespace, home: Home) -> int:
    serve(home, _settings(options))
    return 0


def _status(options: argparse.Namespace, home: Home) -> int:
    found = status(home)
    if options.json:
        print(json.dumps(found, indent=2))
    elif found["running"]:
        _say(
            f"The tenant answers at {found['url']}: {found['people']} people, clock {found['clock'][:10]}, "
            f"behaviour {found['behaviour']}, faults {found['faults']}."
        )
    else:
        _say("The tenant does not run.")
    return 0 if found["running"] else NOT_RUNNING


def _advance(options: argparse.Namespace, home: Home) -> int:
    moved = ask(home, "POST", path="/_tenant/clock", body={"days": options.days, "steps": options.steps})
    return _say(f"It is {moved['clock'][:10]}; {moved['enrolled']} devices enrolled.")


def _old_service(options: argparse.Namespace, home: Home) -> int:
    found = ask(home, "PUT", path="/_tenant/old-service", body={"connected": options.shown == "on"})
    if not found["connected"]:
        return _say("The tenant hears nothing of the old service.")
    return _say(f"The old service is connected; it manages {found['devices']} devices.")


def _temper(options: argparse.Namespace, home: Home) -> int:
    if options.name:
        body = {"name": options.name, **({} if options.seed is None else {"seed": options.seed})}
        ask(home, "PUT", path="/_tenant/temper", body=body)
    found = ask(home, "GET", path="/_tenant/faults")
    if options.json:
        return _say(json.dumps(found, indent=2))
    met = sum(each["met"] for each in found["failures"])
    _say(f"The tenant is {found['faults']}; {met} requests have met a fault.")
    for hand in found["hands"]:
        _say(f"By hand: {hand['says']}: {hand['done']} times.")
    for agent, times in found["early"].items():
        _say(f"Came back before Retry-After: {agent}: {times} times.")
    return 0


def _people_csv(options: argparse.Namespace, home: Home) -> int:
    if not home.database.exists():
        raise TenantError(f"{home.folder}: no tenant was started here yet [tenant-not-running]", NOT_RUNNING)
    writer = csv.writer(sys.stdout)
    writer.writerow(_CSV)
    db = sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)
    for row in db.execute(f"SELECT {', '.join(_CSV.values())} FROM person ORDER BY position"):
        values = dict(zip(_CSV, row, strict=True))
        values["accountEnabled"] = "True" if values["accountEnabled"] else "False"
        writer.writerow(values.values())
    return 0


def _say(sentence: str) -> int:
    print(sentence)
    return 0


def _port(text: str) -> int:
    return _number(text, 0, high=65_535)


def _people(text: str) -> int:
    return _number(text, 1, high=2_000_000)


def _number(text: str, low: int, *, high: int) -> int:
    if not text.isdigit() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {low} to {high}")
    return int(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-01-05") from error
