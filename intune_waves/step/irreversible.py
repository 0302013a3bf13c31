"""What a step does to a wave that no step back undoes."""

from collections.abc import Iterator

from intune_waves.campaign.people import ExistingGroup
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import contract
from intune_waves.campaign.wave import Wave


def irreversible(wave: Wave, before: Stage, after: Stage) -> Iterator[str]:
    """One sentence for each thing that going back will not undo; nothing for a wave that stays."""
    if before is after:
        return
    promised, then = contract(before, wave), contract(after, wave)
    if after is Stage.PLANNED:
        what = "its restrictions and its policy are deleted"
        if not isinstance(wave.people, ExistingGroup):
            what = f"its group, {what}"
        yield f"{what}, and with them every change that somebody made to them by hand"
    elif promised.policy_state and not then.policy_state:
        yield "its policy is deleted, because the wave has no Windows to report on; it is made anew later"
    if then.may_enroll and not promised.may_enroll:
        yield "whoever enrolls from now on stays enrolled, also when the wave goes back"
    if promised.may_enroll and not then.may_enroll:
        yield "whoever has enrolled stays enrolled: a restriction touches new enrollments only"
    if promised.personal_devices == "allow" and then.personal_devices == "block":
        yield "personal devices that are enrolled stay enrolled: the rule touches new enrollments only"
