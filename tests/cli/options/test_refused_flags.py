"""Flags on their way to Pulumi: what would apply another step is refused, and what prints secrets too."""

import pytest

from intune_waves.cli.options.refused_flags import refuse_loud, refuse_other_steps
from intune_waves.stack.refusal import RefusedError


@pytest.mark.parametrize(
    "words",
    [
        ["-c", "intune-waves:period=5"],
        ["--config=intune-waves:period=5"],
        ["--config-file", "other.yaml"],
        ["--target", "urn"],
        ["-turn"],
        ["-yt", "urn"],
        ["--exclude", "urn"],
        ["--target-dependents"],
        ["--replace=urn"],
        ["-C", "/elsewhere"],
    ],
)
def test_whatever_takes_another_step_is_refused(words: list[str]) -> None:
    with pytest.raises(RefusedError, match="whole-step") as refused:
        refuse_other_steps(words, {})
    assert refused.value.exit_code == 2


def test_the_environment_can_say_it_too() -> None:
    with pytest.raises(RefusedError, match="PULUMI_OPTION_TARGET"):
        refuse_other_steps([], {"PULUMI_OPTION_TARGET": "urn"})


@pytest.mark.parametrize(
    "words", [[], ["--diff"], ["-v=3"], ["--parallel", "4"], ["--color", "never"], ["-d"]]
)
def test_all_other_flags_pass(words: list[str]) -> None:
    refuse_other_steps(words, {"CI": "true"})
    refuse_loud(words, {"CI": "true", "TF_LOG": "WARN"})


LOUD = [
    (["--logtostderr", "-v=11"], {}),
    (["-v", "9"], {}),
    (["-v9"], {}),
    (["--verbose=4"], {}),
    (["--verbose", "much"], {}),
    (["--tracing=file:./trace"], {}),
    (["--show-secrets"], {}),
    ([], {"TF_LOG": "trace"}),
    ([], {"PULUMI_DEBUG_GRPC": "grpc.log"}),
    ([], {"PULUMI_OPTION_VERBOSE": "9"}),
]


@pytest.mark.parametrize(("words", "variables"), LOUD)
@pytest.mark.parametrize("pipeline", ["CI", "GITHUB_ACTIONS", "TF_BUILD"])
def test_a_pipeline_logs_no_secret(words: list[str], variables: dict[str, str], pipeline: str) -> None:
    with pytest.raises(RefusedError, match="secret-in-log") as refused:
        refuse_loud(words, {**variables, pipeline: "true"})
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(("words", "variables"), LOUD)
def test_a_person_is_warned_once(
    words: list[str], variables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_loud(words, variables)
    assert capsys.readouterr().err.count("give the output to nobody") == 1
