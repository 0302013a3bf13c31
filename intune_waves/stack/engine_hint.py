"""What to do next about the few things that the Pulumi CLI itself refuses."""

_NEXT_STEPS = (
    (
        "incorrect passphrase",
        "unset PULUMI_CONFIG_PASSPHRASE for a stack on the simulated tenant (its passphrase is empty); "
        "for your own stack set the one it was made with",
    ),
    (
        "passphrase must be set",
        "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the stack's passphrase",
    ),
    (
        "currently locked",
        "let the other run end; if it was killed: run `pulumi cancel` with the variables of ./migrate env, "
        "then ./migrate refresh",
    ),
    ("no space left on device", "free some disk space and run the same command again"),
    (
        "pending operations",
        "a run was killed while it changed the tenant: ./migrate refresh looks what became of it",
    ),
)


def hint(said: str) -> str | None:
    """The next step for what Pulumi said on its error stream, or None where it spoke for itself."""
    lowered = said.lower()
    return next((step for phrase, step in _NEXT_STEPS if phrase in lowered), None)
