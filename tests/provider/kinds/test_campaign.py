"""The period in force moves by one, and is kept in the state only."""

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.observing.connection import Connection
from intune_waves.provider.kinds.campaign import CampaignKind
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import CheckRefusedError, Declared


@pytest.fixture
def campaign() -> Declared:
    return Declared(IntuneProvider("0.0.0", {}), "intune:index:Campaign")


async def test_a_campaign_advances_period_by_period_without_graph(campaign: Declared) -> None:
    for period in (0, 1, 2, 1):
        state = await campaign.up({"name": "adatum", "period": period})
        assert state["period"] == period
        assert await campaign.refresh()
    assert campaign.resource_id == "adatum"
    assert campaign.provider.connection._client is None


@pytest.mark.parametrize(("first", "proposed"), [(None, 2), (1, 3), (3, 0)])
async def test_a_longer_step_is_refused_until_it_is_confirmed(
    campaign: Declared, first: int | None, proposed: int
) -> None:
    if first is not None:
        await campaign.up({"name": "adatum", "period": first, "confirmedStep": f"0->{first}"})
    step = f"{first or 0}->{proposed}"
    with pytest.raises(CheckRefusedError, match=f'period: .*"{step}".*one-period-step'):
        await campaign.up({"name": "adatum", "period": proposed})
    await campaign.up({"name": "adatum", "period": proposed, "confirmedStep": step})


async def test_a_preview_foresees_the_period_but_not_the_moment(campaign: Declared) -> None:
    assert await campaign.foresee({"name": "adatum", "period": 1}) == {
        "name": "adatum",
        "period": 1,
        "since": UNKNOWN,
    }


async def test_the_moment_stays_while_the_period_stays() -> None:
    moments = iter(["first", "second"])
    kind = CampaignKind(Connection({}), lambda: next(moments))
    _, state = await kind.create("urn", {"name": "adatum", "period": 1})
    state = await kind.update(
        "urn", "adatum", state=state, inputs={"name": "adatum", "period": 1, "confirmedStep": "0->1"}
    )
    assert state["since"] == "first"
    assert (await kind.update("urn", "adatum", state=state, inputs={"name": "adatum", "period": 2}))[
        "since"
    ] == "second"


async def test_the_campaign_says_from_what_devices_are_known_and_another_file_is_no_change(
    campaign: Declared,
) -> None:
    one: dict[str, object] = {"name": "adatum", "period": 1, "activeDays": 14}
    await campaign.up({**one, "inventories": [{"file": "waves/i.csv", "service": "Jamf", "digest": "d1"}]})
    assert campaign.provider.connection.device_evidence == DeviceEvidence(
        14, (Inventory("waves/i.csv", "Jamf", "d1"),)
    )
    other = {**one, "inventories": [{"file": "waves/i.csv", "service": "Jamf", "digest": "d2"}]}
    assert not (await campaign.diff(other)).diffs


async def test_another_name_is_another_campaign(campaign: Declared) -> None:
    await campaign.up({"name": "adatum", "period": 1})
    assert (await campaign.diff({"name": "other", "period": 1})).replaces == ["name"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"name": "adatum"}, "period: it is missing"),
        ({"name": "adatum", "period": "2"}, "expected a whole number"),
        ({"name": "adatum", "period": True}, "expected a whole number"),
        ({"name": "adatum", "period": 0.5}, "expected a whole number"),
        ({"name": "adatum", "period": -1}, "expected 0 or more"),
        ({"name": "adatum", "period": 1, "perod": 1}, "perod: there is no such property"),
    ],
)
async def test_a_wrong_input_is_refused_at_its_path(
    campaign: Declared, inputs: dict[str, object], said: str
) -> None:
    with pytest.raises(CheckRefusedError, match=said):
        await campaign.up(inputs)


UNFOUND = "waves/campaign.yaml: break_glass: the tenant has no user a@adatum.com [break-glass-exists]"


async def test_what_the_program_has_not_found_refuses_every_step_but_one_back(campaign: Declared) -> None:
    def declared(period: int, stage: str, **more: object) -> dict[str, object]:
        wave = {"id": "one", "title": "One", "platforms": ["windows"], "personalDevices": "block"}
        ids = {"breakGlassIds": ["a", "b"], "firstDay": "2025-01-06", "periodDays": 14, "nextStages": {}}
        return {"name": "x", "period": period, "stages": {"one": stage}, "waves": [wave], **ids, **more}

    campaign.inputs = {**declared(2, "instruct"), "entered": {"one": 2}}
    campaign.state, campaign.resource_id = campaign.inputs, "x"
    lost: dict[str, object] = {"breakGlassIds": [], "unfound": [UNFOUND]}
    for period, stage in ((2, "instruct"), (3, "deadline")):
        with pytest.raises(CheckRefusedError, match="break-glass-exists"):
            await campaign.check(declared(period, stage, **lost))
    kept = await campaign.check(declared(1, "announce", **lost))
    assert kept["breakGlassIds"] == ["a", "b"]
    assert "unfound" not in kept
    assert campaign.provider.connection._client is None, "nothing is read on the way back"


def declared(period: int, stage: str, enforce: str) -> dict[str, object]:
    days = {"one": {"enforce": enforce}}
    return {"name": "adatum", "period": period, "stages": {"one": stage}, "days": days}


async def test_a_told_day_that_becomes_later_is_kept_until_people_can_be_told(campaign: Declared) -> None:
    campaign.inputs = {**declared(2, "instruct", "2027-02-22")}
    campaign.state, campaign.resource_id = dict(campaign.inputs), "adatum"
    later = {"one": {"period": 2, "told": {"enforce": "2027-02-22"}}}
    assert (await campaign.up(declared(2, "instruct", "2027-03-08")))["later"] == later
    assert await campaign.changed(declared(2, "instruct", "2027-03-08")) == set()
    with pytest.raises(CheckRefusedError, match="told-day-kept"):
        await campaign.check(declared(2, "instruct", "2027-03-01"))


async def test_a_state_whose_days_have_not_moved_keeps_nothing_of_them(campaign: Declared) -> None:
    campaign.inputs = {**declared(2, "instruct", "2027-02-22")}
    assert "later" not in await campaign.check(declared(2, "instruct", "2027-02-22"))


async def test_the_campaign_says_who_is_counted_nowhere_before_its_step_is_judged(campaign: Declared) -> None:
    await campaign.up({"name": "adatum", "period": 1, "excludedIds": ["id-sync"]})
    assert campaign.provider.connection.excluded_ids == ("id-sync",)
    await campaign.up({"name": "adatum", "period": 1})
    assert len(campaign.provider.connection.excluded_ids) == 0
