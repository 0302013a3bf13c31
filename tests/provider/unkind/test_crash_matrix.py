"""A run that is killed at any write of ours is mended by one rerun: no twin, and no manual step."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from intune_waves.provider.marked_object import MarkedKind
from intune_waves.provider.protocol.wire import to_wire
from tests.provider import declared_policy
from tests.provider.live_tenant import POLICIES, RESTRICTIONS, TEMPLATES, LiveTenant
from tests.provider.unkind.crash_matrix import STEPS, Matrix

EXECUTABLE = Path(__file__).resolve().parents[3] / "intune_waves" / "provider" / "pulumi-resource-intune"
PATIENCE_SECONDS = 60
# What a two-wave campaign writes through the intune provider.
WRITES = {
    "PATCH /beta/deviceManagement",
    "PATCH /beta/deviceManagement/deviceCompliancePolicies/*",
    "PATCH /beta/deviceManagement/deviceEnrollmentConfigurations/*",
    "PATCH /v1.0/identity/conditionalAccess/policies/*",
    "POST /beta/deviceManagement/deviceCompliancePolicies",
    "POST /beta/deviceManagement/deviceCompliancePolicies/*/assign",
    "POST /beta/deviceManagement/deviceCompliancePolicies/*/scheduleActionsForRules",
    "POST /beta/deviceManagement/deviceEnrollmentConfigurations",
    "POST /beta/deviceManagement/deviceEnrollmentConfigurations/*/assign",
    "POST /beta/deviceManagement/deviceEnrollmentConfigurations/*/setPriority",
    "POST /beta/deviceManagement/notificationMessageTemplates",
    "POST /beta/deviceManagement/notificationMessageTemplates/*/localizedNotificationMessages",
    "POST /v1.0/$batch",
}


def test_one_rerun_mends_a_kill_at_every_write_and_one_in_the_rerun_too(tmp_path: Path) -> None:
    walked = Matrix(tmp_path, twice=1).walk(STEPS)
    assert walked.wrong == []
    assert walked.writes >= WRITES
    assert walked.points >= 3 * len(WRITES)
    assert walked.during_the_mending > 100


def test_the_matrix_tells_of_a_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing_is_left(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(MarkedKind, "_take_over", nothing_is_left)
    wrong = Matrix(tmp_path, twice=0).walk((1,)).wrong
    assert any("/templates" in each for each in wrong)


class Plugin:
    """The provider's own executable as a process, and the engine's side of the wire."""

    def __init__(self, tenant: LiveTenant) -> None:
        environment = {**os.environ, **tenant.environment, "PULUMI_PYTHON_CMD": sys.executable}
        self.process = subprocess.Popen(
            [sys.executable, str(EXECUTABLE)], env=environment, stdout=subprocess.PIPE, start_new_session=True
        )
        assert self.process.stdout is not None
        self.channel = grpc.aio.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.engine = provider_pb2_grpc.ResourceProviderStub(self.channel)

    async def create(self, token: str, inputs: dict[str, Any]) -> str:
        urn = f"urn:pulumi:dev::intune-waves::intune:index:{token}::one"
        checked = await self.engine.Check(provider_pb2.CheckRequest(urn=urn, news=to_wire(inputs)))
        assert not checked.failures
        made = await self.engine.Create(provider_pb2.CreateRequest(urn=urn, properties=checked.inputs))
        return str(made.id)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@asynccontextmanager
async def plugin(tenant: LiveTenant) -> AsyncIterator[Plugin]:
    started = Plugin(tenant)
    try:
        await started.engine.Configure(provider_pb2.ConfigureRequest())
        yield started
    finally:
        started.kill()
        await started.channel.close()


def _inputs(tenant: LiveTenant) -> Iterator[tuple[str, str, dict[str, Any]]]:
    groups = [tenant.group_id("IT Department")]
    message = {"locale": "en-us", "subject": "Enroll", "body": "<p>Please.</p>"}
    yield "CompliancePolicy", POLICIES, declared_policy.inputs(tenant)
    yield (
        "PlatformRestriction",
        RESTRICTIONS,
        {
            "displayName": "Pilot windows",
            "platform": "windows",
            "platformBlocked": False,
            "personalDevicesBlocked": False,
            "groupIds": groups,
            "priority": 1,
        },
    )
    yield (
        "NotificationTemplate",
        TEMPLATES,
        {"displayName": "Pilot windows", "defaultLocale": "en-us", "messages": [message]},
    )


@pytest.mark.skipif(os.name != "posix", reason="the process group is killed by a signal")
@pytest.mark.parametrize("kind", ["CompliancePolicy", "PlatformRestriction", "NotificationTemplate"])
async def test_a_provider_that_is_killed_while_the_tenant_answers_makes_no_twin(
    tenant: LiveTenant, kind: str
) -> None:
    token, path, inputs = next(each for each in _inputs(tenant) if each[0] == kind)
    late = {"method": "POST", "path": path.removeprefix("/beta"), "times": 1, "delay": 60_000}
    tenant.faults({"failures": [late]})
    async with plugin(tenant) as killed:
        creating = asyncio.create_task(killed.create(token, inputs))
        await _until_met(tenant)
        killed.kill()
        with pytest.raises(grpc.aio.AioRpcError):
            await creating
    tenant.faults({"name": "calm"})
    async with plugin(tenant) as again:
        made = await again.create(token, inputs)
    there = [each for each in tenant.call("GET", path)["value"] if each["displayName"] == "Pilot windows"]
    assert [each["id"] for each in there] == [made]


async def _until_met(tenant: LiveTenant) -> None:
    """Wait until the tenant has done the work and holds its answer back."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not tenant.call("GET", "/_tenant/faults")["failures"][0]["met"]:
        assert time.monotonic() < deadline, "the write has not come"
        await asyncio.sleep(0.1)
