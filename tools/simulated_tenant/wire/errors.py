"""Errors in Graph's shape (Microsoft Learn, "Microsoft Graph error responses and resource types")."""

from collections.abc import Mapping


class GraphError(Exception):
    """A refusal that the caller gets as JSON: HTTP status, Graph's error code and its message."""

    # By position: the columns of a table of refusals.
    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None, alarm: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.alarm = alarm


def bad_request(message: str, code: str = "Request_BadRequest") -> GraphError:
    return GraphError(400, code, message)


def unsupported_query(message: str) -> GraphError:
    return GraphError(400, "Request_UnsupportedQuery", message)


def resource_not_found(object_id: str, status: int = 404) -> GraphError:
    """The directory's answer for an object or a reference that does not exist."""
    return GraphError(
        status,
        "Request_ResourceNotFound" if status == 404 else "Request_BadRequest",
        f"Resource '{object_id}' does not exist or one of its queried reference-property objects are not "
        f"present.",
    )


def missing_property(name: str, resource: str) -> GraphError:
    return bad_request(f"A value is required for property '{name}' of resource '{resource}'.")


def unreadable_body() -> GraphError:
    return bad_request(
        "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of "
        "valid JSON format.",
        code="BadRequest",
    )


def no_such_property(name: str) -> GraphError:
    """The directory's answer for a property that the body names and no user or group has."""
    return bad_request(f"Property '{name}' does not exist as a declared property or extension property.")


def name_taken(name: str) -> GraphError:
    """The directory's answer for a value that is another object's already."""
    return bad_request(f"Another object with the same value for property {name} already exists.")


def not_simulated(what: str) -> GraphError:
    """What this tenant does not serve it refuses loudly; a plausible lie would be worse than no answer."""
    return GraphError(
        501,
        "notSimulated",
        f"The simulated tenant does not serve {what}. "
        "See tools/simulated_tenant/COVERAGE.md for what it serves.",
    )
