"""The campaign as a Pulumi program: the configured period decides which stage each wave is in."""

from pathlib import Path

import pulumi

from components.break_glass import break_glass_ids, keep_break_glass_out
from components.migration_campaign import declare_campaign
from declarations import DeclarationError, load
from migration.errors import PeriodError
from migration.period import parse_period
from migration.schedule import schedule as schedule_of

config = pulumi.Config()
try:
    period = parse_period(config.require("period"))
    campaign = load(Path(__file__).parent / "waves")
except (PeriodError, DeclarationError) as refused:
    raise pulumi.RunError(str(refused)) from None

excluded = break_glass_ids(campaign.break_glass)
keep_break_glass_out(excluded)
schedule = schedule_of(campaign)
declare_campaign(
    campaign,
    schedule,
    period=period,
    confirmed_step=config.get("confirmedStep"),
    break_glass_ids=excluded,
)
pulumi.export("period", period)
pulumi.export("stages", {wave: schedule.stage(wave, period).value for wave in schedule.order})
