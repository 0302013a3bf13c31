"""The engine is told of a resource what it uses, and the state keeps no more."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pulumi.runtime import resource, settings
from pulumi.runtime.proto import resource_pb2

from components.resource_monitor import (
    LeanRegistration,
    Registration,
    judge_registrations,
    keep_state_lean,
    without_implied,
)
from tests.components.recording import Recording

Named = resource_pb2.RegisterResourceRequest.PropertyDependencies
GROUP = "urn:pulumi:dev::waves::intune-waves:index:Wave$azuread:index/group:Group::pilot"
GATE = "urn:pulumi:dev::waves::intune-waves:index:Wave$intune:index:StageGate::pilot"
POLICY = "urn:pulumi:dev::waves::intune-waves:index:Wave$azuread:index/policy:Policy::pilot"


class Monitor:
    """Keeps what is registered; a resource's URN is its name."""

    def __init__(self) -> None:
        self.registered: list[Any] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the call
        self.registered.append(request)
        return SimpleNamespace(urn=request.name)


def registered(*steps: tuple[str, list[str]], properties: dict[str, list[str]] | None = None) -> Any:
    """What the engine is told of the last of these resources."""
    monitor = Monitor()
    lean = LeanRegistration(monitor.RegisterResource)
    for urn, dependencies in steps:
        named = {name: Named(urns=urns) for name, urns in (properties or {}).items()}
        request = resource_pb2.RegisterResourceRequest(
            name=urn, dependencies=dependencies, propertyDependencies=named
        )
        lean(request)
    return monitor.registered[-1]


def test_what_another_dependency_has_behind_it_is_left_out() -> None:
    last = registered((GROUP, []), (GATE, [GROUP]), (POLICY, [GROUP, GATE]))
    assert list(last.dependencies) == [GATE]


def test_so_is_what_stands_behind_one_that_is_left_out() -> None:
    last = registered(("a", []), ("b", ["a"]), ("c", ["a", "b"]), ("d", ["a", "b", "c"]))
    assert list(last.dependencies) == ["c"]


def test_what_is_known_of_no_registration_stays() -> None:
    assert without_implied(["of another run", "a", "a"], {"a": frozenset({"b"})}) == ["a", "of another run"]


def test_a_property_that_depends_on_ours_keeps_it() -> None:
    last = registered((POLICY, [GROUP, GATE]), properties={"asks": [GATE, GROUP], "users": [GROUP], "x": []})
    assert {name: list(each.urns) for name, each in last.propertyDependencies.items()} == {"asks": [GATE]}


def test_one_property_is_always_named() -> None:
    """Else the engine would have each property depend on everything."""
    last = registered((POLICY, [GROUP]), properties={"users": [GROUP], "name": [], "state": []})
    assert {name: list(each.urns) for name, each in last.propertyDependencies.items()} == {"name": []}


def test_without_properties_there_is_nothing_to_name() -> None:
    assert not registered((POLICY, [GROUP])).propertyDependencies


@pytest.fixture
async def lean(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the engine is told by a program whose state is kept lean."""
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    monitor: Any = settings.get_monitor()
    told: list[Any] = []
    register = monitor.RegisterResource

    def telling(request: Any) -> Any:
        told.append(request)
        return register(request)

    monkeypatch.setattr(monitor, "RegisterResource", telling)
    keep_state_lean()
    return told


@pytest.mark.usefixtures("lean")
async def test_no_line_of_the_program_is_told() -> None:
    traced = resource._get_stack_trace()
    assert not traced.frames
    assert resource._get_source_position(traced) is None


async def test_the_sdk_registers_by_it(lean: list[Any]) -> None:
    """With the SDK's own code down to the request, so that another SDK cannot go past it unseen."""
    first = pulumi.CustomResource("a:b:First", "first")
    second = pulumi.CustomResource("a:b:Second", "second", opts=pulumi.ResourceOptions(depends_on=[first]))
    third = pulumi.CustomResource(
        "a:b:Third", "third", opts=pulumi.ResourceOptions(depends_on=[first, second])
    )
    await third.urn.future()
    told = {each.name: list(each.dependencies) for each in lean}
    assert told["third"] == [await second.urn.future()]
    traced = [each.name for each in lean if each.stackTrace.frames or each.sourcePosition.uri]
    assert traced == ["intune-waves-test"]


def test_another_sdk_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.SETTINGS, "monitor", object())
    with pytest.raises(RuntimeError, match=r"components/resource_monitor\.py"):
        keep_state_lean()


def test_another_way_to_prepare_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(resource, "prepare_resource")
    with pytest.raises(RuntimeError, match=r"components/resource_monitor\.py"):
        judge_registrations(_unasked)


async def _unasked(told: Registration) -> None:
    raise AssertionError(told)


async def test_what_is_only_read_is_not_judged(lean: list[Any]) -> None:
    judge_registrations(_unasked)
    read = pulumi.CustomResource("a:b:Theirs", "theirs", opts=pulumi.ResourceOptions(id="there"))
    assert await read.id.future()
