"""Whether a campaign is closed in a period: it is time, and every wave has come to its end."""

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage


def last_period(campaign: Campaign, schedule: Schedule) -> int:
    """The campaign's last: the one that closes it, else the one in which every wave has come to enforce."""
    closing = campaign.retirement
    return max(schedule.last_period, closing.period if closing else 0)


def kept_open_by(campaign: Campaign, schedule: Schedule, period: int) -> tuple[str, ...]:
    """The waves that are not enforced by the schedule although the campaign would be closed, such as held
    ones.
    """
    if campaign.retirement is None or not campaign.retirement.closed_in(period):
        return ()
    return tuple(each for each in schedule.order if schedule.stage(each, period) is not Stage.ENFORCE)


def is_closed(campaign: Campaign, schedule: Schedule, period: int) -> bool:
    """Whether one policy for everybody stands for those of the waves.

    A wave that is not enforced keeps the campaign open: the one policy would enforce its people. A stop does
    not: it makes the one policy report.
    """
    if campaign.retirement is None or not campaign.retirement.closed_in(period):
        return False
    return not kept_open_by(campaign, schedule, period)
