"""A stack of this project, opened once: its file, its state, its tenant, and what Pulumi does with it."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.campaign.naming import stack_mark
from intune_waves.campaign.stop import parse_stop
from intune_waves.campaign.wave import Wave
from intune_waves.observing.connection import Connection, environment_with
from intune_waves.stack.broken_run import RERUNS, broke_off_alone, is_broken_off
from intune_waves.stack.engine import Engine
from intune_waves.stack.engine_preview import EnginePreview, preview_engine
from intune_waves.stack.file_backend import PROJECT_NAME, backend_folder, drop_blank_notes
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.killed_run import TwinsAre, release_locks, take_over
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.sign_in import check_sign_in
from intune_waves.stack.simulated_tenant import TenantConnection, connect
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from intune_waves.stack.temporary_file import remove_left_files
from intune_waves.stack.whole_state import keep_state, put_back_state, require_room
from tools.installation.environment import engine_environment

_SETTING = "intune:"


class Stack:
    """An open stack. Its state is read when it is first asked for, and again only after a run."""

    def __init__(
        self,
        name: str,
        file: StackFile,
        *,
        environment: dict[str, str],
        home: RuntimeHome,
        simulated: TenantConnection | None = None,
        state: StackState | None = None,
    ) -> None:
        """`simulated` is the simulated tenant, for a stack on it; a `state` that is given is not read."""
        self.name, self.file, self.environment, self.home = name, file, environment, home
        self.resuming = False
        """Whether runs see the stack's file without its stop."""
        self._engine = Engine(name, environment)
        self._simulated = simulated
        self._state = state

    @classmethod
    def open(cls, name: str) -> "Stack":
        """Make a stack ready to run: tenant reached, signed in, backend made, stack created.

        Raises RefusedError where the stack has no file, the simulated tenant does not run, or sign-in fails.
        """
        home = RuntimeHome.from_environment()
        file = StackFile.read(PROJECT, name)
        environment = {**os.environ, **engine_environment(PROJECT)}
        simulated = None
        if file.simulated:
            simulated = connect(home)
            environment |= simulated.environment()
            drop_blank_notes(home.make().backend)
            environment |= _backend(home, environment)
        remove_left_files()
        _put_back(name, environment)
        check_sign_in(environment)
        stack = cls(name, file, environment=environment, home=home, simulated=simulated)
        if file.simulated:
            stack._engine.answer(["stack", "select", "--create", name], "making the stack")
        return stack

    @classmethod
    def open_to_read(cls, name: str, home: RuntimeHome) -> tuple["Stack", str]:
        """A stack for reading alone: nothing is made where none is, and nobody signs in.

        The text is why the simulated tenant cannot be asked. Raises RefusedError where there is no stack.
        """
        file = StackFile.read(PROJECT, name)
        environment = {**os.environ, **engine_environment(PROJECT)}
        if not file.simulated:
            return cls(name, file, environment=environment, home=home), ""
        if not home.backend.is_dir():
            raise RefusedError(f"no stack was made in {home.folder} yet")
        environment |= _backend(home, environment)
        _put_back(name, environment)
        try:
            simulated = connect(home)
        except RefusedError as unreached:
            return cls(name, file, environment=environment, home=home), unreached.message
        return cls(
            name, file, environment=environment | simulated.environment(), home=home, simulated=simulated
        ), ""

    @property
    def mark(self) -> str:
        """What stands for the stack in the tenant."""
        return stack_mark(self.name, PROJECT_NAME)

    @property
    def state(self) -> StackState:
        """The state as the last run left it; secrets in it stay encrypted. Raises RefusedError."""
        if self._state is None:
            words = ["stack", "export", "--stack", self.name]
            self._state = StackState.read(json.loads(self._engine.answer(words, "reading the state")))
        return self._state

    def tenant(
        self, device_evidence: DeviceEvidence | None = None, *, excluded: Sequence[str] = ()
    ) -> Connection:
        """A connection as the intune provider has it: with the stack's own settings over the environment.

        `device_evidence` says from what people's devices are known, where they are read, and `excluded` which
        accounts are never counted, by name.
        """
        connection = Connection(tenant_environment(self.file, self.environment))
        connection.device_evidence = device_evidence
        connection.excluded_names = tuple(excluded)
        return connection

    def today(self) -> date:
        """Which day it is: by the simulated tenant's clock where the stack lives on one, otherwise by UTC."""
        if self._simulated is not None:
            return datetime.fromisoformat(self._simulated.clock).date()
        return datetime.now(UTC).date()

    def asked(self, period: int | None = None) -> tuple[int, str | None]:
        """The period that a run would see, the file's unless one is named, and why the campaign is stopped.

        Raises PeriodError and StopError for what is none.
        """
        stop = None if self.resuming else parse_stop(self.file.stop)
        return parse_period(self.file.period) if period is None else period, stop

    def goes_back(self, period: int | None = None) -> bool:
        """Whether a run would go one period back or stop the campaign. Raises RefusedError."""
        try:
            asked, stop = self.asked(period)
        except (PeriodError, StopError):
            return False
        return stop is not None or (self.state.period is not None and asked < self.state.period)

    def preview(self, period: int | None = None, arguments: Sequence[str] = ()) -> EnginePreview:
        """What the engine would do, against the tenant as it is now; nothing is written.

        Raises RefusedError where the engine gives no preview at all.
        """
        with self.file.asking_for(period) as flags:
            return preview_engine(self._engine, [*flags, *arguments])

    def run(self, verb: str, arguments: Sequence[str], *, period: int | None = None) -> int:
        """Run one verb of Pulumi in this terminal; answers its exit code.

        With `period` the run sees the stack's file asking for that period, and where the campaign is
        `resuming` without its stop; the file itself is not touched.
        """
        if verb != "preview":
            self._state = None
            if backend := backend_folder(self.environment):
                require_room(backend, self.name)
                keep_state(backend, self.name)
        with self.file.asking_for(period, resumed=self.resuming) as flags:
            return self._engine.run(verb, [*flags, *arguments])

    def run_through(
        self, verb: str, arguments: Sequence[str], *, period: int | None = None, waves: Iterable[Wave] = ()
    ) -> int:
        """Run a verb that was agreed to, and run it again where connections broke off and nothing else went
        wrong: what it has written is found, and everything is judged anew. Answers its exit code.

        Raises RefusedError where what a run has left cannot be mended.
        """
        waves = list(waves)
        for left in reversed(range(RERUNS + 1)):
            code = self.run(verb, arguments, period=period)
            if code == 0 or not left or not broke_off_alone("".join(self._engine.heard)):
                break
            print("connections broke off, and nothing else: running the same step again", file=sys.stderr)
            self.mend_patiently(waves, period=period)
        return code

    def mend_patiently(self, waves: Iterable[Wave] = (), *, period: int | None = None) -> None:
        """`mend`, a few times where a connection breaks off meanwhile. Raises RefusedError."""
        waves = list(waves)
        for left in reversed(range(RERUNS)):
            try:
                self.mend(waves, period=period)
            except RefusedError as refused:
                if not left or not is_broken_off(refused.message):
                    raise
            else:
                return

    def mend(
        self,
        waves: Iterable[Wave] = (),
        *,
        period: int | None = None,
        ending: bool = False,
        twins: TwinsAre | None = None,
    ) -> None:
        """Make the stack runnable again after a run that did not end well.

        A lock whose process is gone is released. What a run has made and not told the state is looked up in
        the tenant and taken over, so that the next run does not make it a second time: what the run noted as
        begun, and with `waves` whatever else belongs to those waves, by three requests.
        Raises RefusedError while another run is alive, where the disk has no room for a run, or where there
        is a second one of ours. Where the run for `period` goes back, only what is noted is looked up, and a
        second one is told alone; where it is `ending` the campaign, it is removed.
        """
        if self.file.simulated:
            release_locks(self.home.backend, self.name)
        if backend := backend_folder(self.environment):
            require_room(backend, self.name)
        twins = twins or ("removed" if ending else "refused")
        if not ending and self.goes_back(period):
            waves, twins = (), "told"
        waves = list(waves)
        if (self.state.pending or waves) and take_over(self._engine, self.state, waves=waves, twins=twins):
            self._state = None

    def follow(self, *, ended_well: bool = True) -> str:
        """Write the period in force into the stack's file; answers a line about it, or nothing.

        A run that was refused leaves the old period in force, and so the old line in the file. One that was
        interrupted later has begun the new period: the same command again ends it.
        """
        in_force = self.state.period or 0
        if self.file.period == str(in_force):
            return ""
        # Read again: what somebody wrote into it while the run was under way stays, a stop above all.
        self.file = self.file.again()
        before, self.file = self.file.period or "none", self.file.with_period(in_force)
        self.file.write()
        now = "now in force" if ended_well else "begun; run the same command again to end it"
        return f"{self.file.path.name}: period {before} -> {in_force} ({now})\n"

    def follow_resumed(self) -> str:
        """Take the stop out of the stack's file where it is not in force; answers a line about it."""
        file = self.file.again()
        if file.stop is None or self.state.stop is not None:
            return ""
        self.file = file.with_stop(None)
        self.file.write()
        return f"{file.path.name}: the stop is taken out\n"


def tenant_environment(file: StackFile, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with the stack's own `intune:` settings laid over it, as the provider has it."""
    settings = {
        key.removeprefix(_SETTING): value
        for key, value in file.settings().items()
        if key.startswith(_SETTING) and isinstance(value, str)
    }
    return environment_with(settings, environment)


def _put_back(name: str, environment: Mapping[str, str]) -> None:
    backend = backend_folder(environment)
    if backend is not None and (line := put_back_state(backend, name)):
        print(line, file=sys.stderr)


def _backend(home: RuntimeHome, environment: dict[str, str]) -> dict[str, str]:
    """The variables of the local backend; a passphrase that somebody has set is kept."""
    kept = environment.get("PULUMI_CONFIG_PASSPHRASE", "")
    return {"PULUMI_BACKEND_URL": home.backend.as_uri(), "PULUMI_CONFIG_PASSPHRASE": kept}
