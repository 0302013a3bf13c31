"""Whether a run failed for nothing but connections that broke off, so that it may be run again as it is.

azuread asks for its endpoints, reads and changes most objects once: one connection that is cut fails a whole
run (azuread 3.4). Whatever was written is found by the next run, which judges everything anew.
"""

import re

RERUNS = 12
"""How often a run is run again by itself.

A policy takes azuread seven requests: where one connection of ten is cut, half of the policies come through
in a run, and a step of three is through after nine runs in 99 of 100 cases.
"""

_BROKEN = re.compile(
    r"connection may have been reset|connection reset by peer|broken pipe|unexpected EOF|\bEOF\b"
    r"|server closed idle connection|broken off|http2: client connection lost|TLS handshake timeout"
)
# What the engine says beside the reason.
_BESIDE = frozenset({"error: update failed", "error: preview failed", "error: 1 error occurred:"})
_DIAGNOSTICS = "Diagnostics:"


def broke_off_alone(said: str) -> bool:
    """Whether every error that a run told is of a connection that broke off. What was not heard is none."""
    _, told, diagnostics = said.rpartition(_DIAGNOSTICS)
    errors = [line.strip() for line in diagnostics.splitlines() if line.strip().startswith("error:")]
    reasons = [each for each in errors if each not in _BESIDE and not _counts(each)]
    return bool(told and reasons) and all(_BROKEN.search(each) for each in reasons)


def is_broken_off(reason: str) -> bool:
    """Whether this very reason is a connection that broke off."""
    return _BROKEN.search(reason) is not None


def _counts(error: str) -> bool:
    return re.fullmatch(r"error: \d+ errors occurred:", error) is not None
