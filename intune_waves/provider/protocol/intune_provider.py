"""The provider as the engine's calls see it: each call is handed to the resource's kind as plain values."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from pulumi.runtime.proto.provider_pb2 import (
    CheckFailure,
    CheckRequest,
    CheckResponse,
    ConfigureRequest,
    ConfigureResponse,
    CreateRequest,
    CreateResponse,
    DeleteRequest,
    DiffRequest,
    DiffResponse,
    GetSchemaRequest,
    GetSchemaResponse,
    InvokeRequest,
    InvokeResponse,
    PropertyDiff,
    ReadRequest,
    ReadResponse,
    UpdateRequest,
    UpdateResponse,
)

from intune_waves.observing.connection import Connection, environment_with
from intune_waves.provider.protocol.differences import Change, name_in
from intune_waves.provider.protocol.kind import Kind, stack_of
from intune_waves.provider.protocol.kinds import TOKENS, kind_of
from intune_waves.provider.protocol.property import Property, check_shape
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.settings import check_settings
from intune_waves.provider.protocol.wire import UNKNOWN, from_wire, to_wire

MAY_ENABLE = "intune:index:mayEnable"
"""The function that a program asks before it has a wave's policy enabled."""


class IntuneProvider:
    """Dispatches by resource type, and keeps secrets secret: an input that came as one goes into the
    state as one.
    """

    def __init__(
        self,
        version: str,
        environment: Mapping[str, str] | None = None,
        *,
        tell: Callable[[str], None] = print,
    ) -> None:
        self._version = version
        self._environment = dict(os.environ if environment is None else environment)
        self._tell = tell
        self.connection = Connection(self._environment, tell)
        self._kinds: dict[str, Kind[Any]] = {}
        self._checked: set[str] = set()

    async def get_schema(self, request: GetSchemaRequest) -> GetSchemaResponse:
        """The schema, made from the declared properties."""
        # The engine asks for it only on behalf of a person; it reads every kind's source.
        from intune_waves.provider.protocol.schema import schema

        return GetSchemaResponse(schema=json.dumps(schema(self._version)))

    async def check_config(self, request: CheckRequest) -> CheckResponse:
        """Judge the provider's settings; the client secret is kept as a secret however it was written."""
        values, secrets = from_wire(request.news)
        failures = [
            CheckFailure(property=failure.path, reason=failure.reason) for failure in check_settings(values)
        ]
        return CheckResponse(inputs=to_wire(values, {*secrets, "clientSecret"}), failures=failures)

    async def diff_config(self, request: DiffRequest) -> DiffResponse:
        """Leave it to the engine, which compares the settings itself: none asks for a replacement."""
        return DiffResponse(hasDetailedDiff=True)

    async def configure(self, request: ConfigureRequest) -> ConfigureResponse:
        """Take the settings, and begin to sign in: every run speaks to Graph."""
        values, _ = from_wire(request.args)
        # A setting that a preview cannot know is left to the environment.
        known = {name: value for name, value in values.items() if value != UNKNOWN}
        await self.connection.close()
        self.connection = Connection(environment_with(known, self._environment), self._tell)
        self.connection.open_early()
        self._kinds.clear()
        self._checked.clear()
        return ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    async def check(self, request: CheckRequest) -> CheckResponse:
        """Shape first, then the kind's own judgement, which may read files and, for a changed one, the
        tenant.
        """
        kind = self._kind(request.urn)
        self._checked.add(request.urn)
        given, secrets = from_wire(request.news)
        old_inputs, _ = from_wire(request.olds)
        inputs = {name: value for name, value in given.items() if not name.startswith("__")}
        failures = check_shape(kind.properties, inputs)
        if not failures:
            checked = await kind.check(old_inputs or None, inputs)
            inputs, failures = checked.inputs, checked.failures
        return CheckResponse(
            inputs=to_wire(inputs, secrets),
            failures=[CheckFailure(property=failure.path, reason=failure.reason) for failure in failures],
        )

    async def diff(self, request: DiffRequest) -> DiffResponse:
        """Property by property; a replacement only for what Graph cannot change."""
        kind = self._kind(request.urn)
        state, _ = from_wire(request.olds)
        inputs, _ = from_wire(request.news)
        for name in request.ignoreChanges:
            inputs.pop(name, None)
            if name in state:
                inputs[name] = state[name]
        changes = kind.changes(state, inputs)
        # A refresh compares without a program, and so without a check: it notes what is gone, and refuses
        # nothing.
        if request.urn in self._checked and not self.connection.goes_back:
            await kind.refuse_lost(request.id, state)
            changes = changes or await kind.found_otherwise(request.id, state, inputs=inputs)
            if changes:
                await kind.judge_change(request.id, state, inputs=inputs)
                await kind.foresee(request.id, state, inputs=inputs)
        declared = {property.name: property for property in kind.properties}
        replaced = [path for path in changes if _declared(declared, path).replaces]
        return DiffResponse(
            changes=DiffResponse.DIFF_SOME if changes else DiffResponse.DIFF_NONE,
            replaces=replaced,
            diffs=sorted({name_in(path) for path in changes}),
            detailedDiff={
                path: _property_diff(change, _declared(declared, path)) for path, change in changes.items()
            },
            # Two of the same name and priority at the same time would have to be told apart.
            deleteBeforeReplace=True,
            hasDetailedDiff=True,
        )

    async def create(self, request: CreateRequest) -> CreateResponse:
        """Make it, or in a preview foresee it."""
        kind = self._kind(request.urn)
        inputs, secrets = from_wire(request.properties)
        if not self.connection.goes_back:
            await kind.refuse_foreign(request.urn, inputs)
        if request.preview:
            return CreateResponse(properties=to_wire(kind.foreseen(None, inputs), secrets))
        try:
            resource_id, state = await kind.create(request.urn, inputs)
        except HalfMade as half_made:
            half_made.secrets = secrets
            raise
        return CreateResponse(id=resource_id, properties=to_wire(state, secrets))

    async def read(self, request: ReadRequest) -> ReadResponse:
        """Observe it, for a refresh or an import; an empty answer says that it is gone."""
        kind = self._kind(request.urn)
        state, secrets = from_wire(request.properties)
        inputs, input_secrets = from_wire(request.inputs)
        observed = await kind.read(request.urn, request.id, inputs=inputs, state=state)
        if observed is None and not inputs:
            raise Refusal(
                f"{_type(request.urn)}: the tenant has none with the id {request.id}; "
                "check the id that you import [import-found]"
            )
        if observed is None:
            return ReadResponse()
        return ReadResponse(
            id=request.id,
            properties=to_wire(observed.state, secrets | input_secrets),
            inputs=to_wire(observed.inputs, input_secrets),
        )

    async def update(self, request: UpdateRequest) -> UpdateResponse:
        """Change it, or in a preview foresee the change."""
        kind = self._kind(request.urn)
        state, _ = from_wire(request.olds)
        inputs, secrets = from_wire(request.news)
        if request.preview:
            return UpdateResponse(properties=to_wire(kind.foreseen(state, inputs), secrets))
        updated = await kind.update(request.urn, request.id, state=state, inputs=inputs)
        return UpdateResponse(properties=to_wire(updated, secrets))

    async def delete(self, request: DeleteRequest) -> Empty:
        """Delete it; fine when it is gone already."""
        state, _ = from_wire(request.properties)
        await self._kind(request.urn).delete(request.id, state)
        return Empty()

    async def invoke(self, request: InvokeRequest) -> InvokeResponse:
        """Answer a program's question, with what it may go on with; a refusal is the text that people see."""
        if request.tok != MAY_ENABLE:
            raise Refusal(f"{request.tok}: there is no such function; there is {MAY_ENABLE} [known-function]")
        # Here, because the provider starts with this file, and only an `up` asks.
        from intune_waves.provider.admission.enabling import Enabling

        asked, _ = from_wire(request.args)
        await Enabling(self.connection).refuse_enabling(asked)
        return InvokeResponse(**{"return": to_wire({"mayEnable": True})})

    async def cancel(self, request: Empty) -> Empty:
        """Nothing to wind up: every write can be repeated."""
        return Empty()

    async def get_plugin_info(self, request: Empty) -> PluginInfo:
        """The provider's version."""
        return PluginInfo(version=self._version)

    def _kind(self, urn: str) -> Kind[Any]:
        """The kind of a resource, whose name says too which stack is run."""
        # The URN of a component's child names the types of its parents too: `Wave$intune:index:Campaign`.
        token = _type(urn).rpartition("$")[2]
        if token not in TOKENS:
            raise Refusal(
                f"{token}: there is no such resource; there are {', '.join(TOKENS)} [known-resource]"
            )
        if token not in self._kinds:
            self._kinds[token] = kind_of(token)(self.connection)
        self.connection.stack = stack_of(urn)
        return self._kinds[token]


def _type(urn: str) -> str:
    return urn.split("::")[2]


def _declared(properties: Mapping[str, Property], path: str) -> Property:
    return properties[name_in(path)]


def _property_diff(change: Change, declared: Property) -> PropertyDiff:
    name = f"{change.upper()}_REPLACE" if declared.replaces else change.upper()
    return PropertyDiff(kind=PropertyDiff.Kind.Value(name), inputDiff=declared.role != "output")
