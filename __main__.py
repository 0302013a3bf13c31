"""The campaign as a Pulumi program: the configured period decides which stage each wave is in."""

from pathlib import Path

import pulumi

from components.break_glass import break_glass_ids, keep_break_glass_out
from components.migration_campaign import declare_campaign
from declarations import DeclarationError, load
from migration.errors import PeriodError, StopError
from migration.period import parse_period
from migration.schedule import schedule as schedule_of
from migration.stop import parse_stop, stages_in_force

config = pulumi.Config()
try:
    period = parse_period(config.require("period"))
    stop = parse_stop(config.get("stop"))
    campaign = load(Path(__file__).parent / "waves")
except (PeriodError, StopError, DeclarationError) as refused:
    raise pulumi.RunError(str(refused)) from None

excluded = break_glass_ids(campaign.break_glass)
keep_break_glass_out(excluded)
schedule = schedule_of(campaign)
waves = declare_campaign(
    campaign,
    schedule,
    period=period,
    confirmed_step=config.get("confirmedStep"),
    break_glass_ids=excluded,
    stop=stop,
)
if stop:
    pulumi.warn(f"the campaign is stopped: no wave is enforced, every policy is report-only: {stop}")
pulumi.export("period", period)
pulumi.export(
    "stages", {wave: stage.value for wave, stage in stages_in_force(schedule, period, stop).items()}
)
pulumi.export("means", {wave_id: wave.means for wave_id, wave in waves.items() if wave.means is not None})
