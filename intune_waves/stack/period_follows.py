"""Keeping a stack's file true to its state: after a run it says the period that is in force."""

from intune_waves.stack.engine_run import Stack, read_state


def follow(stack: Stack, ended_well: bool = True) -> str:
    """Write the period in force into the stack's file; answers a line about it, or nothing.

    A run that was refused leaves the old period in force, and so the old line in the file. One that was
    interrupted later has begun the new period: the same command again ends it.
    """
    in_force = read_state(stack).period or 0
    if stack.file.period == str(in_force):
        return ""
    stack.file.with_period(in_force).write()
    now = "now in force" if ended_well else "begun; run the same command again to end it"
    return f"{stack.file.path.name}: period {stack.file.period or 'none'} -> {in_force} ({now})\n"
