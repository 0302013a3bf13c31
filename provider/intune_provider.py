"""The provider as the engine's calls see it: each call is handed to the resource's kind as plain values."""

import json
import os
from collections.abc import Callable, Mapping

from pulumi.provider.experimental.provider import (
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
    PropertyDiff,
    PropertyDiffKind,
    Provider,
    ReadRequest,
    ReadResponse,
    UpdateRequest,
    UpdateResponse,
)

from provider.connection import Connection
from provider.differences import Change, name_in
from provider.kind import Kind
from provider.kinds import KINDS
from provider.property import Property, check_shape
from provider.refusal import HalfMade, Refusal
from provider.schema import schema
from provider.settings import check_settings, environment_with
from provider.wire import from_wire, to_wire


class IntuneProvider(Provider):
    """Dispatches by resource type, and keeps secrets secret: an input that came as one goes into the
    state as one.
    """

    def __init__(
        self, version: str, environment: Mapping[str, str] | None = None, tell: Callable[[str], None] = print
    ) -> None:
        self._version = version
        self._environment = dict(os.environ if environment is None else environment)
        self._tell = tell
        self.connection = Connection(self._environment, tell)
        self._kinds: dict[str, Kind] = {}

    async def get_schema(self, request: GetSchemaRequest) -> GetSchemaResponse:
        """The schema, made from the declared properties."""
        return GetSchemaResponse(schema=json.dumps(schema(self._version)))

    async def check_config(self, request: CheckRequest) -> CheckResponse:
        """Judge the provider's settings; the client secret is kept as a secret however it was written."""
        values, secrets = from_wire(request.new_inputs)
        failures = [CheckFailure(failure.path, failure.reason) for failure in check_settings(values)]
        return CheckResponse(inputs=to_wire(values, {*secrets, "clientSecret"}), failures=failures)

    async def configure(self, request: ConfigureRequest) -> ConfigureResponse:
        """Take the settings; nothing is opened yet."""
        values, _ = from_wire(request.args)
        self.connection = Connection(environment_with(values, self._environment), self._tell)
        self._kinds.clear()
        return ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: CheckRequest) -> CheckResponse:
        """Shape first, then the kind's own judgement, which may read files and, for a changed one, the
        tenant.
        """
        kind = self._kind(request.type)
        given, secrets = from_wire(request.new_inputs)
        old_inputs, _ = from_wire(request.old_inputs)
        inputs = {name: value for name, value in given.items() if not name.startswith("__")}
        failures = check_shape(kind.properties, inputs)
        if not failures:
            checked = await kind.check(old_inputs or None, inputs)
            inputs, failures = checked.inputs, checked.failures
        return CheckResponse(
            inputs=to_wire(inputs, secrets),
            failures=[CheckFailure(failure.path, failure.reason) for failure in failures],
        )

    async def diff(self, request: DiffRequest) -> DiffResponse:
        """Property by property; a replacement only for what Graph cannot change."""
        kind = self._kind(request.type)
        state, _ = from_wire(request.old_state)
        inputs, _ = from_wire(request.new_inputs)
        for name in request.ignore_changes:
            inputs.pop(name, None)
            if name in state:
                inputs[name] = state[name]
        changes = kind.changes(state, inputs)
        declared = {property.name: property for property in kind.properties}
        replaced = [path for path in changes if _declared(declared, path).replaces]
        return DiffResponse(
            changes=bool(changes),
            replaces=replaced,
            diffs=sorted({name_in(path) for path in changes}),
            detailed_diff={
                path: _property_diff(change, _declared(declared, path)) for path, change in changes.items()
            },
            # Two of the same name and rank at the same time would have to be told apart.
            delete_before_replace=True,
        )

    async def create(self, request: CreateRequest) -> CreateResponse:
        """Make it, or in a preview foresee it."""
        kind = self._kind(request.type)
        inputs, secrets = from_wire(request.properties)
        if request.preview:
            return CreateResponse(properties=to_wire(kind.foreseen(None, inputs), secrets))
        try:
            resource_id, state = await kind.create(request.urn, inputs)
        except HalfMade as half_made:
            half_made.secrets = secrets
            raise
        return CreateResponse(resource_id, to_wire(state, secrets))

    async def read(self, request: ReadRequest) -> ReadResponse:
        """Observe it, for a refresh or an import; an empty answer says that it is gone."""
        kind = self._kind(request.type)
        state, secrets = from_wire(request.properties)
        inputs, input_secrets = from_wire(request.inputs)
        observed = await kind.read(request.urn, request.resource_id, inputs, state)
        if observed is None and not inputs:
            raise Refusal(
                f"{request.type}: the tenant has none with the id {request.resource_id}; "
                "check the id that you import [import-found]"
            )
        if observed is None:
            return ReadResponse()
        return ReadResponse(
            request.resource_id,
            to_wire(observed.state, secrets | input_secrets),
            to_wire(observed.inputs, input_secrets),
        )

    async def update(self, request: UpdateRequest) -> UpdateResponse:
        """Change it, or in a preview foresee the change."""
        kind = self._kind(request.type)
        state, _ = from_wire(request.olds)
        inputs, secrets = from_wire(request.news)
        if request.preview:
            return UpdateResponse(to_wire(kind.foreseen(state, inputs), secrets))
        return UpdateResponse(
            to_wire(await kind.update(request.urn, request.resource_id, state, inputs), secrets)
        )

    async def delete(self, request: DeleteRequest) -> None:
        """Delete it; fine when it is gone already."""
        state, _ = from_wire(request.properties)
        await self._kind(request.type).delete(request.resource_id, state)

    async def cancel(self) -> None:
        """Nothing to wind up: every write can be repeated."""

    def _kind(self, qualified: str) -> Kind:
        # The URN of a component's child names the types of its parents too: `Wave$intune:index:Campaign`.
        token = qualified.rpartition("$")[2]
        if token not in KINDS:
            raise Refusal(
                f"{token}: there is no such resource; there are {', '.join(KINDS)} [known-resource]"
            )
        if token not in self._kinds:
            self._kinds[token] = KINDS[token](self.connection)
        return self._kinds[token]


def _declared(properties: Mapping[str, Property], path: str) -> Property:
    return properties[name_in(path)]


def _property_diff(change: Change, declared: Property) -> PropertyDiff:
    name = f"{change.upper()}_REPLACE" if declared.replaces else change.upper()
    return PropertyDiff(PropertyDiffKind[name], input_diff=declared.role != "output")
