from intune_waves.campaign.override import Override
from intune_waves.campaign.stage import Stage


def test_an_override_passes_one_threshold_of_one_stage_until_its_period() -> None:
    override = Override(Stage.ENFORCE, "coverage", "Two people are on leave", "Megan Bowen", until=6)
    assert override.gate == "enforce.coverage"
    assert override.passes(Stage.ENFORCE, "coverage", 6)
    assert not override.passes(Stage.ENFORCE, "coverage", 7)
    assert not override.passes(Stage.ENFORCE, "soak", 6)
    assert not override.passes(Stage.DEADLINE, "coverage", 6)
