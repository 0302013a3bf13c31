"""The campaign as a Pulumi program: the configured period decides which stage each wave is in."""

from pathlib import Path

import pulumi

from components.break_glass import BreakGlass
from components.configuration import configuration
from components.intune import Provider
from components.migration_campaign import declare_campaign
from migration.closing import kept_open_by
from migration.schedule import schedule
from migration.stop import stages_in_force

folder = Path(__file__).parent / "waves"
stack = configuration(folder)
provider = Provider(pulumi.Config("intune"))
break_glass = BreakGlass(stack.campaign.break_glass)
break_glass.keep_out()
planned = schedule(stack.campaign)
waves = declare_campaign(
    stack.campaign,
    planned,
    period=stack.period,
    confirmed_step=stack.confirmed_step,
    break_glass_ids=break_glass.ids,
    provider=provider,
    folder=folder,
    stop=stack.stop,
)
if stack.stop:
    pulumi.warn(f"the campaign is stopped: no wave is enforced, every policy is report-only: {stack.stop}")
for wave_id in kept_open_by(stack.campaign, planned, stack.period):
    pulumi.warn(f"the campaign stays open, because {wave_id} is not enforced")
stages = stages_in_force(planned, stack.period, stack.stop)
pulumi.export("period", stack.period)
pulumi.export("stages", {wave: stage.value for wave, stage in stages.items()})
pulumi.export("means", {wave_id: wave.means for wave_id, wave in waves.items() if wave.means is not None})
