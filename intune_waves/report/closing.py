"""When the campaign closes, and what must be so before."""

from intune_waves.campaign.closing import Check
from intune_waves.report.clean_text import clean
from intune_waves.report.sources import Sources
from intune_waves.report.tenant_rows import ChecklistRow, ClosingRow

_CHECKS = {
    Check.OLD_SERVICE_DEVICES: "the tenant: devices of the previous service",
    Check.MDM_SCOPE: "the tenant: the MDM scope",
    Check.CONNECTOR: "the tenant: connectors",
    Check.NONE: "a person",
}


def closing(sources: Sources) -> ClosingRow | None:
    """The closing as declared; None while nobody has said when."""
    declared = sources.campaign.closing
    if declared is None:
        return None
    rows = (
        ChecklistRow(clean(each.title), _CHECKS[each.check], each.done, clean(each.by or ""))
        for each in declared.checklist
    )
    first_day = sources.campaign.calendar.start_of(declared.period)
    return ClosingRow(declared.period, first_day, tuple(rows))
