"""What Pulumi refuses by itself gets a next step; everything else is left to speak for itself."""

import pytest

from intune_waves.stack.engine import hint


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        ("error: getting stack secrets manager: incorrect passphrase", "unset PULUMI_CONFIG_PASSPHRASE"),
        ("passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "set PULUMI_CONFIG_PASSPHRASE"),
        ("the stack is currently locked by 1 lock(s)", "let the other run end"),
        ("write /x: no space left on device", "free some disk space"),
    ],
)
def test_a_known_refusal_gets_its_next_step(said: str, beginning: str) -> None:
    step = hint(said)
    assert step is not None
    assert step.startswith(beginning)


def test_anything_else_gets_none() -> None:
    assert hint("error: preview failed") is None
