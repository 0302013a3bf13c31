"""What a run begins with, before the campaign is read: the guard, and what takes long to start."""

import atexit
import gc

import pulumi

from .break_glass import BreakGlass
from .debug_messages import gather_debug_messages
from .intune import Provider
from .resource_monitor import keep_state_lean
from .tenant_lookup import Lookups, start_azuread


def begin() -> tuple[BreakGlass, Lookups, Provider]:
    """Guard every policy that will be declared, and have both providers started.

    The engine starts one provider after the other. azuread comes first of all: it still has to sign in.
    """
    leave_garbage()
    gather_debug_messages()
    keep_state_lean()
    start_azuread()
    lookups = Lookups()
    break_glass = BreakGlass(lookups)
    break_glass.keep_out()
    return break_glass, lookups, Provider(pulumi.Config("intune"))


def leave_garbage() -> None:
    """Look for no garbage: the program lives for seconds, and its end would go through all of it again."""
    gc.disable()
    atexit.register(gc.freeze)
