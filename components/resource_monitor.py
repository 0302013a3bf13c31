"""What the engine is told of each resource, and keeps in the state: nothing that it does not use.

More than half of the state of a wave in force said where in the program a resource is declared, line by line
through all that called it, and what depends on what, in every way in which one can come there
(docs/adr/0020-what-a-wave-weighs-in-the-state.md).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import resource, settings
from pulumi.runtime.proto import source_pb2

_OTHERWISE = "it registers resources otherwise than in 3.259, see components/resource_monitor.py"
_OURS = "intune:index:"
"""What the type of our own provider's resources begins with."""


class LeanRegistration:
    """The call by which the SDK registers a resource: one depends on no more than it has to.

    A dependency that another one has already is left out: the engine follows them. What a single property
    depends on matters to the engine where a resource is deleted before it is made anew; that is so for
    resources of our own provider alone.
    """

    def __init__(self, register: Callable[..., Any]) -> None:
        """`register` is the call of the monitor's gRPC stub."""
        self._register = register
        self._behind: dict[str, frozenset[str]] = {}
        """By resource, all those on which it depends, also through others."""

    def __call__(self, request: Any) -> Any:
        """Register a resource, by the dependencies that are needed."""
        needed = without_implied(request.dependencies, self._behind)
        behind = frozenset(needed).union(*(self._behind.get(each, ()) for each in needed))
        del request.dependencies[:]
        request.dependencies.extend(needed)
        _leave_out_properties(request.propertyDependencies)
        answer = self._register(request)
        self._behind[answer.urn] = behind
        return answer


def without_implied(dependencies: Iterable[str], behind: Mapping[str, frozenset[str]]) -> list[str]:
    """The dependencies in order of their names, without those that others of them have behind them."""
    each_once = sorted(set(dependencies))
    implied = frozenset[str]().union(*(behind.get(each, frozenset()) for each in each_once))
    return [each for each in each_once if each not in implied]


def _leave_out_properties(by_property: Any) -> None:
    """Leave out the properties that depend on no resource of ours, all but one: where no property is named
    the engine has each depend on everything.
    """
    named = sorted(by_property, key=lambda name: (len(name), name))
    held = [name for name in named if any(_is_ours(urn) for urn in by_property[name].urns)]
    for name in named:
        if name in held:
            ours = [urn for urn in by_property[name].urns if _is_ours(urn)]
            del by_property[name].urns[:]
            by_property[name].urns.extend(ours)
        elif held or name != named[0]:
            del by_property[name]
        else:
            del by_property[name].urns[:]


def _is_ours(urn: str) -> bool:
    return urn.split("::")[2].rpartition("$")[2].startswith(_OURS)


def keep_state_lean() -> None:
    """Tell the engine no more than it uses, from here on, to the end of the program.

    Raises RuntimeError where the SDK no longer registers in this way.
    """
    monitor: Any = settings.get_monitor()
    if not hasattr(monitor, "RegisterResource") or not hasattr(resource, "_get_stack_trace"):
        raise RuntimeError(f"pulumi: {_OTHERWISE}")
    monitor.RegisterResource = LeanRegistration(monitor.RegisterResource)
    # It names the folders of the machine, too, so that each machine would write another state.
    resource._get_stack_trace = source_pb2.StackTrace


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource as the engine is about to be told of it; `inputs` are as they go over the wire."""

    kind: str
    name: str
    inputs: Any
    remote: bool
    """Whether another process declares what is in it."""


def judge_registrations(judge: Callable[[Registration], Awaitable[None]]) -> None:
    """Have each resource judged before the engine is told of it, from here on, to the end of the program.

    `judge` may end the program. A transform would see the same; but the engine calls it for every resource
    and waits for each answer. Raises RuntimeError where the SDK no longer prepares a registration like that.
    """
    prepare: Any = getattr(resource, "prepare_resource", None)
    if prepare is None:
        raise RuntimeError(f"pulumi: {_OTHERWISE}")

    # The SDK's own order: resource, type, custom, remote, inputs, options.
    async def judged(*given: Any, **named: Any) -> Any:
        prepared = await prepare(*given, **named)
        declared, kind, _, remote, _, opts, *_ = given
        # What is only read is declared by somebody else.
        if opts is not None and opts.id is None:
            await judge(Registration(kind, declared._name, inputs=prepared.serialized_props, remote=remote))
        return prepared

    resource.prepare_resource = judged
