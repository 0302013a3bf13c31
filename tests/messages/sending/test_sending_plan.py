"""Who is due, what is refused before the tenant is asked, and how people are counted."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.campaign.messages import Messages
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod
from intune_waves.declarations import load
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.object_id import number_of
from intune_waves.messages.due import asked_to_act, entering, reminders_told
from intune_waves.messages.message import Message
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.missing_people import MissingPeople, MissingSearch
from intune_waves.messages.sending.sending_plan import (
    ChangedText,
    LeftAlone,
    PlannedMessage,
    count_people,
    mailbox_of,
    refuse_changed,
    refuse_unapplied,
    render_due,
)
from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StateWave
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.told_days import LaterDays
from intune_waves.step.wave_move import WaveMove
from tests.campaign.build import campaign, wave
from tests.graph.fake_graph import FakeCarrier, Sent, id_of

CAMPAIGN = campaign(wave("pilot"), wave("next", start=AtPeriod(2)))
TOLD = entering(CAMPAIGN, schedule(CAMPAIGN), period=2)
BEFORE = date(2027, 1, 10)
TEXT = MessageText("pilot", Stage.ANNOUNCE, "d2")
EARLIER = MessageText("pilot", Stage.ANNOUNCE, "d1")
MESSAGE = Message("pilot", Stage.ANNOUNCE, "en", "The plan", "Hello", "<p>Hello</p>", "d2")


def in_stage(**stages: str) -> dict[str, StateWave]:
    return {name: StateWave(Stage(stage), name, ("windows",), "g") for name, stage in stages.items()}


def test_without_a_declared_mailbox_nothing_is_sent() -> None:
    with pytest.raises(RefusedError) as caught:
        mailbox_of(CAMPAIGN)
    assert str(caught.value) == (
        "waves/campaign.yaml: messages.send.from: no mailbox to send from is declared\n"
        "  next: declare the mailbox to send from, or send what ./migrate messages writes by other means"
    )


@pytest.mark.parametrize(
    ("in_force", "said"),
    [
        (None, "no period is in force on the stack dev, not period 2: people are told what is true\n"
         "  next: ./migrate up --period 2 --stack dev"),
        (1, "period 1 is in force on the stack dev, not period 2: people are told what is true\n"
         "  next: ./migrate up --period 2 --stack dev"),
        (3, "period 3 is in force on the stack dev, not period 2: people are told what is true\n"
         "  next: ./migrate messages send --period 3 --stack dev"),
    ],
)  # fmt: skip
def test_only_a_period_that_is_in_force_is_told(in_force: int | None, said: str) -> None:
    with pytest.raises(RefusedError) as caught:
        refuse_unapplied(
            TOLD, 2, in_force=in_force, waves=in_stage(pilot="instruct", next="announce"), stack="dev"
        )
    assert str(caught.value) == said


def test_a_wave_that_has_not_taken_the_step_is_not_told() -> None:
    refuse_unapplied(TOLD, 2, in_force=2, waves=in_stage(pilot="instruct", next="announce"), stack="dev")
    for waves, name, stages in (
        (in_stage(pilot="instruct"), "next", "planned and not yet in announce"),
        (in_stage(pilot="announce", next="announce"), "pilot", "announce and not yet in instruct"),
    ):
        with pytest.raises(RefusedError) as caught:
            refuse_unapplied(TOLD, 2, in_force=2, waves=waves, stack="dev")
        assert str(caught.value) == (
            f"{name} is in {stages}: the step into period 2 is not whole, or the campaign is stopped\n"
            "  next: ./migrate up --period 2 --stack dev"
        )


def test_the_shipped_messages_are_rendered_for_the_waves_that_are_due() -> None:
    shipped = load(PROJECT / "waves")
    waves = {wave.id: StateWave(Stage.ANNOUNCE, wave.id, (), f"group of {wave.id}") for wave in shipped.waves}
    found = render_due(
        shipped, schedule(shipped), period=2, waves=waves, folder=PROJECT / "waves", today=BEFORE
    )
    assert [(each.text.wave, each.text.stage.value, each.group) for each in found] == [
        ("limited-pilot", "instruct", "group of limited-pilot"),
        ("expanded-pilot", "announce", "group of expanded-pilot"),
    ]
    assert all(each.text.digest == each.message.digest for each in found)


def test_people_who_were_told_a_day_that_is_later_now_are_due_too() -> None:
    shipped = load(PROJECT / "waves")
    waves = {wave.id: StateWave(Stage.DEADLINE, wave.id, (), f"group of {wave.id}") for wave in shipped.waves}
    told = {"tech-savvy": LaterDays(6, {Stage.ENFORCE: date(2027, 3, 1)})}
    planned = schedule(shipped)
    assert planned.stage("tech-savvy", 6) is Stage.ENFORCE, "it hears the day by its stage"
    later = {"all-regions": LaterDays(9, {Stage.ENFORCE: date(2027, 3, 1)})}
    for known, period in ((told, 6), (later, planned.last_period + 1)):
        found = render_due(
            shipped, planned, period=period, waves=waves, folder=PROJECT / "waves", today=BEFORE, later=known
        )
        names = [(each.message.name, each.text.occasion) for each in found if each.text.wave in known]
        day = shipped.calendar.start_of(planned.enforced_from("all-regions"))
        assert names == ([("enforce", "enforce")] if known is told else [("later", f"later {day}")])


def test_a_message_that_cannot_be_made_stops_the_sending(tmp_path: Path) -> None:
    shipped = load(PROJECT / "waves")
    waves = {wave.id: StateWave(Stage.ANNOUNCE, wave.id, (), "g") for wave in shipped.waves}
    with pytest.raises(RefusedError, match=r"\[message-language\]"):
        render_due(shipped, schedule(shipped), period=1, waves=waves, folder=tmp_path, today=BEFORE)


def test_nobody_is_told_of_a_day_that_is_over() -> None:
    shipped = load(PROJECT / "waves")
    waves = {wave.id: StateWave(Stage.ANNOUNCE, wave.id, (), "g") for wave in shipped.waves}
    late = date(2027, 3, 1)
    with pytest.raises(
        RefusedError, match=r"limited-pilot would hear of instruct .*\[message-deadline-past\]"
    ):
        render_due(shipped, schedule(shipped), period=2, waves=waves, folder=PROJECT / "waves", today=late)


def user(name: str, **more: Any) -> dict[str, Any]:
    return {"id": id_of(name), "accountEnabled": True, "mail": f"{name}@adatum.com", **more}


async def counted(
    path: Path, changed: ChangedText | None = None, room: int = 9, mailbox_knows: bool = False
) -> PlannedMessage:
    """Seven people: one has it, one is in doubt, one had the earlier text, and two cannot be told."""
    rows = [user(name) for name in "abcde"]
    rows += [user("f", mail=None), user("g", accountEnabled=False)]
    sent = [{"sentDateTime": "2027-01-11T08:00:00Z"}] if mailbox_knows else []

    def respond(request: Sent) -> Answer:
        found = sent if "sentitems" in request.path else rows
        return Answer(200, {}, {"value": found, "@odata.count": len(found)})

    with Ledger(path) as ledger:
        if not mailbox_knows:
            for text, person in ((TEXT, "a"), (TEXT, "b"), (EARLIER, "c")):
                ledger.intend(text, id_of(person), at=7.0)
            ledger.settle(TEXT, id_of("a"), day=date(2027, 1, 11))
        planned = PlannedMessage(MESSAGE, TEXT, "g")
        carrier = FakeCarrier(respond)
        await count_people(
            carrier.client(), "box@adatum.com", planned=[planned], ledger=ledger, changed=changed, room=room
        )
        assert len(carrier.sent) == (1 if ledger.knows(TEXT) else 2)
    return planned


async def test_nobody_writes_to_an_excluded_account_that_the_group_holds(tmp_path: Path) -> None:
    rows = [user(name, userPrincipalName=f"{name.upper()}@adatum.com") for name in "ab"]
    carrier = FakeCarrier(lambda _: Answer(200, {}, {"value": rows, "@odata.count": len(rows)}))
    planned = PlannedMessage(MESSAGE, TEXT, "g", mailbox_knows=False)
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.intend(TEXT, id_of("z"), at=7.0)
        await count_people(
            carrier.client(),
            "box@adatum.com",
            planned=[planned],
            ledger=ledger,
            changed=None,
            room=9,
            excluded={"b@adatum.com"},
        )
    assert [letter.person for letter in planned.new] == [id_of("a")]
    assert (planned.people, planned.left_alone.excluded) == (1, 1)


async def test_each_person_is_counted_once(tmp_path: Path) -> None:
    found = await counted(tmp_path / "ledger")
    assert found.as_json() == {
        "wave": "pilot", "stage": "announce", "message": "announce",
        "people": 6, "have_it": 1, "had_another_text": 1,
        "without_address": 1, "in_doubt": 1, "postponed": 0, "to_send": 2, "excluded": 0,
        "reminded_lately": 0, "have_acted": 0,
    }  # fmt: skip
    assert [(letter.person, letter.doubt_since) for letter in (*found.doubts, *found.new)] == [
        (id_of("b"), 7.0), (id_of("d"), None), (id_of("e"), None),
    ]  # fmt: skip


async def test_a_changed_text_is_sent_to_whom_somebody_said(tmp_path: Path) -> None:
    found = await counted(tmp_path / "ledger")
    with pytest.raises(RefusedError) as caught:
        refuse_changed([found], None)
    assert str(caught.value) == (
        "pilot, announce: the text was changed after 1 of 6 people had got it\n"
        "  next: take the change back, or say who gets the new text: --changed-text newcomers or everybody"
    )
    refuse_changed([found], ChangedText.NEWCOMERS)
    everybody = await counted(tmp_path / "ledger", ChangedText.EVERYBODY)
    assert [letter.person for letter in everybody.new] == [*map(id_of, "cde")]


async def test_the_day_has_an_end(tmp_path: Path) -> None:
    found = await counted(tmp_path / "ledger", room=1)
    assert ([letter.person for letter in found.new], found.postponed) == ([id_of("d")], 1)


async def test_what_only_the_mailbox_knows_is_looked_up_for_everybody(tmp_path: Path) -> None:
    found = await counted(tmp_path / "ledger", mailbox_knows=True)
    assert {letter.doubt_since for letter in found.doubts} == {0.0}
    assert (len(found.doubts), found.new) == (5, [])


async def test_only_who_has_not_acted_is_written_to(tmp_path: Path) -> None:
    rows = [user(name) for name in "abcd"]
    today = date(2027, 2, 10)
    text = replace(TEXT, round=today)
    planned = PlannedMessage(replace(MESSAGE, missing=True), text, "g")
    earlier = replace(TEXT, round=date(2027, 2, 1), digest="of an earlier day")

    def respond(request: Sent) -> Answer:
        found = [] if "sentitems" in request.path else rows
        return Answer(200, {}, {"value": found, "@odata.count": len(found)})

    with Ledger(tmp_path / "ledger") as ledger:
        for person, day in (("a", 1), ("b", 4)):
            ledger.intend(earlier, id_of(person), at=7.0)
            ledger.settle(earlier, id_of(person), day=date(2027, 2, day))
        ledger.intend(earlier, id_of("c"), at=7.0)
        numbers = frozenset(map(number_of, map(id_of, "abc")))
        found = MissingPeople(numbers, ledger.last_reminded(text), today, 9)
        await count_people(
            FakeCarrier(respond).client(),
            "box@adatum.com",
            planned=[planned],
            ledger=ledger,
            changed=None,
            room=9,
            missing={"pilot": found},
        )
    assert [letter.person for letter in planned.new] == [*map(id_of, "ac")], "b had one six days ago"
    assert (planned.people, planned.left_alone) == (4, LeftAlone(acted=1, reminded=1))


@pytest.mark.parametrize(
    ("last", "today", "round_began"),
    [(None, 5, 5), (1, 1, 1), (1, 7, 1), (1, 8, 8), (9, 8, 8)],
)
def test_a_round_is_gone_on_with_until_the_next_may_begin(
    tmp_path: Path, last: int | None, today: int, round_began: int
) -> None:
    search = MissingSearch({}, date(2027, 2, today), 7, DeviceEvidence())
    with Ledger(tmp_path / "ledger") as ledger:
        if last is not None:
            ledger.intend(replace(TEXT, round=date(2027, 2, last)), id_of("a"), at=7.0)
        assert search.in_round(TEXT, ledger).round == date(2027, 2, round_began)


def test_whose_waves_are_asked_to_act() -> None:
    planned = schedule(CAMPAIGN)
    assert [
        [(wave.id, stage.value) for wave, stage in asked_to_act(CAMPAIGN, planned, period=period)]
        for period in (1, 2, 3)
    ] == [[], [("pilot", "instruct")], [("pilot", "deadline"), ("next", "instruct")]]


def test_the_preview_says_how_many_could_be_reminded() -> None:
    messages = Messages({"": "desk"}, "Old", sender="box@adatum.com", missing_every=7)
    told = replace(CAMPAIGN, messages=messages)
    moves = [
        WaveMove("pilot", "Pilot", Stage.INSTRUCT, Stage.DEADLINE, None, (), "g"),
        WaveMove("next", "Next", Stage.PLANNED, Stage.ANNOUNCE, None, (), "g"),
    ]
    counted = {each.id: Counted(PeopleCount(50, 41, never_enrolled=3, losing_a_device=6)) for each in moves}
    assert [*reminders_told(told, moves, counted=counted, period=3)] == [
        "Pilot: 9 people have not acted; ./migrate messages send --period 3 --only missing reminds them."
    ]
    for silent in (
        CAMPAIGN,
        replace(told, messages=replace(messages, sender=None)),
        replace(told, messages=replace(messages, missing_every=None)),
    ):
        assert [*reminders_told(silent, moves, counted=counted, period=3)] == []
    unknown = {each.id: Counted("the tenant did not answer") for each in moves}
    assert [*reminders_told(told, moves, counted=unknown, period=3)] == []
