"""What a step does to a wave that no step back undoes."""

from collections.abc import Iterator

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave


def irreversible(wave: Wave, before: Stage, after: Stage) -> Iterator[str]:
    """One sentence for each thing that going back will not undo; nothing for a wave that stays."""
    if before is after:
        return
    now, then = effects_on(wave, before), effects_on(wave, after)
    if after is Stage.PLANNED:
        what = "its restrictions and its policy are deleted"
        if wave.people.existing_group is None:
            what = f"its group, {what}"
        yield f"{what}, and with them every change that somebody made to them by hand"
    elif now.access and not then.access:
        yield "its policy is deleted, because the wave has no Windows to report on; it is made anew later"
    if then.may_enroll and not now.may_enroll:
        yield "whoever enrolls from now on stays enrolled, also when the wave goes back"
    if now.may_enroll and not then.may_enroll:
        yield "whoever has enrolled stays enrolled: a restriction touches new enrollments only"
    if now.personal_devices == "allow" and then.personal_devices == "block":
        yield "personal devices that are enrolled stay enrolled: the rule touches new enrollments only"
