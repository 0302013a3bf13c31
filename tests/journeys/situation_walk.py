"""Walking one situation on the real engine, judged by what the tenant itself says."""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.journeys.journey import Journey, everything
from tests.journeys.prepared_stack import listed, write_list
from tests.journeys.situation import (
    Command,
    Control,
    Copy,
    CutOff,
    Days,
    Devices,
    Disk,
    Each,
    Faults,
    Hand,
    Join,
    Keep,
    ListPeople,
    MakeGroup,
    Meeting,
    Now,
    PutBack,
    Replace,
    Right,
    Write,
)

POLICIES = "/v1.0/identity/conditionalAccess/policies"
PATIENCE_SECONDS = 600
_PLACE = re.compile(r"<(group|policy|user) ([^>]+)>")
_OURS = re.compile(r"Intune waves|TERRAFORM_UPDATE")
_STATES = {"enabled": "enabled", "report-only": "enabledForReportingButNotEnforced"}


class WrongError(AssertionError):
    """What is not right, with everything that was typed and said before."""


@dataclass
class Walk:
    """One situation under way. Everything that a person would see is kept in `said`."""

    journey: Journey
    said: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    joined: Iterator[int] = field(default_factory=itertools.count)
    since: int = 0
    before: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Note who is enforced now, so that whoever comes is new."""
        self.before = frozenset(self.journey.control("enforcement?people=true")["people"])
        self.since = self._events()[1]
        self.journey.control("requests", "DELETE")

    def step(self, step: object) -> None:
        """Do one step of the situation. Raises WrongError where it does not end as it must."""
        name = type(step).__name__.lower()
        getattr(self, f"_{name}")(step)

    def judge(self, right: Right) -> None:
        """Raises WrongError with everything that the tenant has otherwise than is right."""
        wrong = [*self._wrong(right), *self._unjudged()]
        if wrong:
            raise WrongError("\n".join([*self.said, "WRONG: ", *wrong]))

    # ---- steps

    def _command(self, step: Command) -> None:
        words = step.migrate or step.pulumi or []
        said_in = self.journey.home / "said.txt"
        with said_in.open("w") as said:
            run = subprocess.Popen(
                self._typed(step),
                cwd=self.journey.project,
                env={**os.environ, "INTUNE_WAVES_HOME": str(self.journey.home), "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                self._wait(run, step)
            finally:
                if run.poll() is None:
                    os.killpg(run.pid, signal.SIGKILL)
                run.wait()
        text = said_in.read_text(encoding="utf-8")
        verb = "./migrate" if step.migrate else "pulumi"
        self.said.append(f"$ {verb} {' '.join(words)} -> {run.returncode}\n{text}")
        flat = " ".join(text.split())
        wrong = [f"not said: {each}" for each in step.says if each not in flat]
        wrong += [f"said: {each}" for each in [*step.never_says, "Traceback (most"] if each in flat]
        if step.killed_at is None and not step.killed_when_free:
            right = run.returncode != 0 if step.code == "failed" else step.code in ("any", run.returncode)
            wrong += [] if right else [f"ended with {run.returncode} instead of {step.code}"]
        if wrong:
            raise WrongError("\n".join([*self.said, "WRONG: ", *wrong]))

    def _typed(self, step: Command) -> list[str]:
        if step.migrate is not None:
            return [str(self.journey.python), "migrate", *map(self._filled, step.migrate)]
        script = f'eval "$({self.journey.python} migrate env --shell sh)" && exec pulumi "$@"'
        return ["sh", "-c", script, "sh", *map(self._filled, step.pulumi or [])]

    def _wait(self, run: "subprocess.Popen[bytes]", step: Command) -> None:
        until: Callable[[], bool] = lambda: False  # noqa: E731
        if step.killed_at is not None:
            self.journey.control("requests", "DELETE")
            until = lambda: self._met(step.killed_at)  # noqa: E731
        elif step.killed_when_free:
            until = lambda: not self.journey.control("enforcement")["enforced"]  # noqa: E731
        deadline = time.monotonic() + PATIENCE_SECONDS
        while run.poll() is None:
            if until():
                return
            if time.monotonic() > deadline:
                raise WrongError("\n".join([*self.said, f"WRONG: {step} does not end"]))
            time.sleep(0.1 if step.killed_at or step.killed_when_free else 0.5)
        if step.killed_at is not None:
            said = (self.journey.home / "said.txt").read_text(encoding="utf-8")
            raise WrongError("\n".join([*self.said, said, "WRONG: it ended before it was to be killed"]))

    def _met(self, meeting: Meeting | None) -> bool:
        assert meeting is not None
        rows = self.journey.control("requests")["requests"]
        found = [
            row
            for row in rows
            if fnmatchcase(row["method"], meeting.method)
            and fnmatchcase(row["path"].lower(), meeting.path.lower())
        ]
        return len(found) >= meeting.nth

    def _hand(self, step: Hand) -> None:
        method, _, path = step.hand.partition(" ")
        each = [""] if step.each is None else self._each(step.each)
        hands = self.journey.hands()
        for one in each:
            path_of = self._filled(path).replace("<each>", one)
            body = json.loads(self._filled(json.dumps(step.body))) if step.body is not None else None
            hands.graph(method, path_of, body=body)
        self.said.append(f"(by hand: {step.hand}, {len(each)} times)")

    def _each(self, each: Each) -> list[str]:
        if each.restrictions:
            return [one["id"] for one in self.journey.control("snapshot")["restrictions"]]
        found = self._members(each.members_of or "")[: each.count]
        assert len(found) == each.count
        return found

    def _members(self, name: str) -> list[str]:
        path = f"/v1.0/groups/{self._id('group', name)}/members?$select=id&$top=999"
        return sorted(member["id"] for member in everything(self.journey, path))

    def _faults(self, step: Faults) -> None:
        self.journey.tenant().control("PUT", "faults", body=step.faults)

    def _days(self, step: Days) -> None:
        self.journey.tenant().control("POST", "clock", body={"days": step.days})

    def _write(self, step: Write) -> None:
        for name, text in step.write.items():
            path = self.journey.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _replace(self, step: Replace) -> None:
        path = self.journey.project / step.replace
        text = path.read_text(encoding="utf-8")
        assert step.old in text, f"{step.replace}: {step.old!r} is not there"
        path.write_text(text.replace(step.old, step.new), encoding="utf-8")

    def _listpeople(self, step: ListPeople) -> None:
        write_list(self.journey.project / step.people, listed(self.journey, step.of))

    def _makegroup(self, step: MakeGroup) -> None:
        hands, url = self.journey.hands(), self.journey.tenant().url
        names = listed(self.journey, step.of)
        body = {"displayName": step.group, "mailEnabled": False, "securityEnabled": True}
        made = hands.graph("POST", "/v1.0/groups", body={**body, "mailNickname": "by-hand"})["id"]
        ids = {}
        for user in everything(self.journey, "/v1.0/users?$select=id,userPrincipalName&$top=999"):
            ids[user["userPrincipalName"]] = user["id"]
        for start in range(0, len(names), 20):
            bound = [f"{url}/v1.0/directoryObjects/{ids[name]}" for name in names[start : start + 20]]
            hands.graph("PATCH", f"/v1.0/groups/{made}", body={"members@odata.bind": bound})

    def _devices(self, step: Devices) -> None:
        """Devices fall out of compliance by themselves, so nobody's request does it."""
        lose = self._members(step.devices_of)[step.compliant :]
        with contextlib.closing(sqlite3.connect(self.journey.home / "tenant" / "tenant.sqlite")) as db, db:
            db.execute(
                "UPDATE managed_device SET compliance_state = 'noncompliant' "
                "WHERE person_id IN (SELECT value FROM json_each(?))",
                (json.dumps(lose),),
            )

    def _disk(self, step: Disk) -> None:
        backend = self.journey.home / "backend"
        filler = backend / "filler"
        filler.unlink(missing_ok=True)
        if step.disk_kb is None:
            return
        if not backend.is_mount():
            moved = self.journey.home / "backend.moved"
            backend.rename(moved)
            backend.mkdir(mode=0o700)
            mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(backend)]
            refused = subprocess.run(mount, capture_output=True, text=True, check=False)
            if refused.returncode:
                pytest.skip(f"a small disk cannot be mounted here: {refused.stderr.strip()}")
            shutil.copytree(moved, backend, dirs_exist_ok=True)
        free = shutil.disk_usage(backend).free - step.disk_kb * 1024
        filler.write_bytes(b"\0" * free)

    def _keep(self, step: Keep) -> None:
        self.kept[step.keep] = self._path(step.keep).read_text(encoding="utf-8")

    def _putback(self, step: PutBack) -> None:
        self._path(step.put_back).write_text(self.kept[step.put_back], encoding="utf-8")

    def _copy(self, step: Copy) -> None:
        shutil.copy(self._path(step.copied), self._path(step.to))

    def _cutoff(self, step: CutOff) -> None:
        text = self._path(step.cut_off).read_text(encoding="utf-8")
        self._path(step.cut_off).write_text(text[: int(len(text) * step.share)], encoding="utf-8")

    def _path(self, name: str) -> Path:
        state = self.journey.home / "backend" / ".pulumi" / "stacks" / "intune-waves" / "dev.json"
        return state if name == "<state>" else self.journey.project / name

    def _join(self, step: Join) -> None:
        hands = self.journey.hands()
        for number in range(step.join):
            name = f"joiner{next(self.joined):03}"
            body = {"displayName": name, "mailNickname": name, "userPrincipalName": f"{name}@adatum.com"}
            password = {"passwordProfile": {"password": f"{name}-Secret-{number}!"}}
            hands.graph("POST", "/v1.0/users", body={**body, "accountEnabled": True, **password})

    def _control(self, step: Control) -> None:
        method, _, path = step.control.partition(" ")
        self.journey.tenant().control(method, path, body=step.body or {})

    def _now(self, step: Now) -> None:
        self.judge(step.right)

    # ---- what the tenant says

    def _wrong(self, right: Right) -> Iterator[str]:
        asked = right.model_dump(exclude_unset=True)
        for name, wanted in asked.items():
            found = getattr(self, f"_found_{name}")(wanted)
            if found != wanted:
                yield f"{name}: right is {wanted}, and it is {found}"

    def _found_enforced(self, wanted: object) -> int:
        return int(self.journey.control("enforcement")["enforced"])

    def _found_locked_out(self, wanted: object) -> int:
        return int(self.journey.control("enforcement")["lockedOut"])

    def _found_newly_enforced(self, wanted: object) -> int:
        return len({each["person"] for each in self._newcomers()})

    def _found_newly_locked_out(self, wanted: object) -> int:
        return len({each["person"] for each in self._newcomers() if each["lockedOut"]})

    def _found_once(self, wanted: object) -> bool | str:
        names = Counter(self._names())
        wrong = [name for name, count in names.items() if count > 1 or name.startswith("TERRAFORM")]
        return True if names and not wrong else f"not so: {sorted(wrong) or 'nothing is there'}"

    def _found_policies(self, wanted: Mapping[str, str]) -> dict[str, str]:
        found = {}
        for title in wanted:
            states = {each["state"] for each in self._policies() if each["displayName"] == _policy(title)}
            words = [word for word, state in _STATES.items() if state in states] or ["gone"]
            found[title] = ", ".join(words)
        return found

    def _found_platforms(self, wanted: Mapping[str, list[str]]) -> dict[str, list[str]]:
        return {
            title: sorted(each["conditions"]["platforms"]["includePlatforms"])
            for title in wanted
            for each in self._policies()
            if each["displayName"] == _policy(title)
        }

    def _found_exclusions(self, wanted: Mapping[str, int]) -> dict[str, int]:
        return {
            title: len(each["conditions"]["users"]["excludeUsers"])
            for title in wanted
            for each in self._policies()
            if each["displayName"] == _policy(title)
        }

    def _found_members(self, wanted: Mapping[str, int]) -> dict[str, int]:
        counts = {each["displayName"]: each["members"] for each in self.journey.control("snapshot")["groups"]}
        return {name: counts.get(name, -1) for name in wanted}

    def _found_left(self, wanted: object) -> str:
        snapshot = self.journey.control("snapshot")
        names = [*self._names(), *(each["displayName"] for each in snapshot["restrictions"])]
        names += [each["displayName"] for each in snapshot["compliancePolicies"]]
        return ", ".join(sorted(name for name in names if _OURS.match(name))) or "nothing"

    def _found_unassigned_devices(self, wanted: object) -> str:
        return "noncompliant" if self.journey.control("snapshot")["secureByDefault"] else "compliant"

    def _found_period(self, wanted: object) -> str:
        text = (self.journey.project / "Pulumi.dev.yaml").read_text(encoding="utf-8")
        return str(re.findall(r'intune-waves:period: "(\d+)"', text)[0])

    def _unjudged(self) -> Iterator[str]:
        """Whatever the situation is: a write of ours brings people under a policy by a membership alone."""
        told = self.journey.control("status")["client_id"]
        for each in self._newcomers():
            if each["app"] == told and "/groups/" not in each["path"]:
                yield f"{each['person']} came under a policy by {each['method']} {each['path']}"

    def _newcomers(self) -> list[dict[str, Any]]:
        return [each for each in self._events()[0] if each["came"] and each["person"] not in self.before]

    def _events(self) -> tuple[list[dict[str, Any]], int]:
        found, last, more = [], self.since, True
        while more:
            told = self.journey.control(f"enforcement/events?since={last}")
            found += told["events"]
            last, more = told["last"], told["more"]
        return found, last

    def _names(self) -> list[str]:
        groups = [each["displayName"] for each in self.journey.control("snapshot")["groups"]]
        policies = [each["displayName"] for each in self._policies()]
        return [name for name in [*groups, *policies] if _OURS.match(name)]

    def _policies(self) -> list[dict[str, Any]]:
        return everything(self.journey, POLICIES)

    # ---- names

    def _filled(self, text: str) -> str:
        return _PLACE.sub(lambda place: self._id(place[1], place[2]), text)

    def _id(self, kind: str, name: str) -> str:
        if kind == "user":
            return str(self.journey.graph(f"/v1.0/users/{name}")["id"])
        if kind == "policy":
            return str(next(each["id"] for each in self._policies() if each["displayName"] == _policy(name)))
        found = [
            each["id"] for each in self.journey.control("snapshot")["groups"] if each["displayName"] == name
        ]
        assert len(found) == 1, f"{name}: {len(found)} groups of that name"
        return str(found[0])


def _policy(title: str) -> str:
    return f"Intune waves: {title} needs a compliant device"


def end(journey: Journey) -> None:
    """End the tenant, and give a disk back that was mounted."""
    with contextlib.suppress(AssertionError, HTTPError):
        journey.migrate("tenant", "stop", code=None)
    if (journey.home / "backend").is_mount():
        subprocess.run(["umount", str(journey.home / "backend")], check=False)


def forget(folder: Path) -> None:
    """Remove what a walk has left, which is nothing that anybody looks at once it has passed."""
    shutil.rmtree(folder, ignore_errors=True)
