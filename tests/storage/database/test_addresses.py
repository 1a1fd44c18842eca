"""A citizen's address in the database: read, found, put in order and erased as before, but nobody's without the key."""

from collections.abc import Mapping

import pytest
from at_rest import columns, places, signs
from builders import NOW

from storage.database import addresses
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.people import cards, conversations, media, tasks
from storage.people.cards import Card
from storage.people.conversations import Conversation
from storage.queues import inbox, inbox_writes, outbox, outbox_lookups
from storage.queues.arrival import Arrival
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter
from storage.store import Store

KEYS = Keys(bytes(range(32)))
WHO = "wmEAJ2GQAAxyZ0123456789abcdefghi"
LANE = str(Lane(Channel.KF, WHO, "wkAJ2GQAAaccount"))
OTHER = str(Lane(Channel.KF, "wmSomebodyElse", "wkAJ2GQAAaccount"))

#: whoever reads without the key may read these: why, table → columns. What holds only bytes is sealed, and
#: `places` looks into it all the same. A new column stands here, or in `addresses.COLUMNS`.
CLEAR: Mapping[str, Mapping[str, str]] = {
    "the number, state and kind of something": {
        "cards": "ticket_no task purpose",
        "checkpoint_heads": "ticket_no",
        "inbox": "channel state outcome",
        "log": "ticket_no command source profile_version calendar_version",
        "marks": "key ticket_no clause state",
        "media": "media channel kind state error",
        "outbox": "key kind ticket_no state msgid",
        "profile_versions": "version profile text defaults",
        "promises": "ticket_no",
        "routes": "ticket_no matter",
        "tasks": "kind",
        "ticket_parts": "ticket_no",
        "sketches": "ticket_no",
        "ticket_shields": "ticket_no",
        "tickets": "no state class_name cause matter tied_to",
        "turns": "ticket_no act",
        "echoes": "letter",
    },
    "a centre, department, account or process of ours": {
        "cursors": "account cursor",
        "inbox": "account claimed_by",
        "leases": "name holder",
        "marks": "centre unit",
        "media": "account",
        "numbers": "centre",
        "outages": "part",
        "outbox": "claimed_by",
        "promises": "centre department",
        "routes": "centre department",
        "sendings": "target",
        "slots": "job slot holder",
        "tasks": "centre",
        "ticket_parts": "department",
        "tickets": "centre lead",
    },
    "a member of the staff, by userid; of a citizen the log says no more than that it was one": {
        "log": "actor",
        "marks": "person",
        "people": "open_userid userid",
        "tickets": "owner offered_to",
        "turns": "who",
    },
    "12345's or a partner's number for a matter, which is no person's": {"tickets": "external_no"},
    "a keyed hash": {
        "echoes": "content",
        "key_checks": "value",
        "sketches": "mark",
        "ticket_shields": "name_index",
        "tickets": "phone_index complainant_index",
    },
    "a hash of what is sealed, or of a message's id": {
        "checkpoint_heads": "hash",
        "checkpoints": "previous seal",
        "inbox": "key",
        "log": "previous hash",
    },
}


async def test_of_each_column_it_is_decided_whether_a_citizen_may_stand_there(store: Store) -> None:
    """A new column of text is decided upon in `addresses.COLUMNS` or in `CLEAR`, with the reason."""
    decided = {(t, c) for t, names in addresses.COLUMNS.items() for c in names}
    for tables in CLEAR.values():
        decided |= {(t, c) for t, names in tables.items() for c in names.split()}
    assert {one for one in await columns(store.reader, sealed=False) if one not in decided} == set()
    assert decided <= set(await columns(store.reader))


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    [
        *(LANE, f"welcome:{LANE}", f"media:2026-0001:{LANE}", f"{LANE}/walk_in", f"人工|{LANE}"),
        *(f"人工|{LANE}/media/0123", f"2026-0001/3/paper/1/{LANE}", f"mp:{WHO}", f"kf:-:{WHO}"),
    ],
)
def test_all_around_the_persons_id_stays_and_the_same_id_stands_alike(text: str) -> None:
    stored = addresses.stored(KEYS, text)
    assert stored == text.replace(WHO, addresses.person(KEYS, WHO)) != text
    assert addresses.told(KEYS, stored) == text
    assert addresses.stored(KEYS, text) == stored


@pytest.mark.unit
@pytest.mark.parametrize(
    "channel",
    [one for one in Channel if one not in {Channel.KF, Channel.MP, Channel.WELCOME, Channel.MEDIA}],
)
def test_what_names_staff_or_nobody_stands_in_clear(channel: Channel) -> None:
    for person in ("wang", "main", "2026-0001", "kf", "mp"):
        for lane in (
            Lane(channel, person),
            Lane(channel, person, "mp"),
            Lane(channel, person, "kf"),
        ):
            assert addresses.stored(KEYS, str(lane)) == str(lane)


@pytest.mark.unit
def test_where_citizens_write_is_said_alike_by_the_lanes() -> None:
    assert {f"{one}:" for one in (Channel.KF, Channel.MP)} == set(addresses.CITIZENS)
    beside = (Channel.WELCOME, Channel.MEDIA)
    for lane in (Lane(Channel.WELCOME, LANE), Lane(Channel.MEDIA, LANE, "2026-0001")):
        assert lane.channel in beside
        assert WHO not in addresses.stored(KEYS, str(lane))


@pytest.mark.unit
def test_under_another_key_an_id_stands_otherwise_and_nothing_is_read() -> None:
    other = Keys(bytes(32))
    stored = addresses.stored(KEYS, LANE)
    assert addresses.stored(other, LANE) != stored
    assert addresses.told(other, stored) == stored
    assert addresses.told(Keys(bytes(32), [bytes(range(32))]), stored) == LANE


@pytest.mark.unit
@pytest.mark.parametrize("end", ["~", "~x", "~" + "A" * 64, "~é", "~" + "=" * 9, "~" + "A" * 500])
def test_what_was_altered_stays_as_it_stands(end: str) -> None:
    assert addresses.told(KEYS, f"kf:wk1:{end}") == f"kf:wk1:{end}"


@pytest.mark.unit
@pytest.mark.parametrize("end", ["\udc80", "\0", "~", "人", "a b", "x" * 128])
def test_an_odd_id_is_given_back_as_it_came(end: str) -> None:
    """Rule of the way in: one odd element costs that element only, so none may break the storing."""
    assert addresses.told(KEYS, addresses.stored(KEYS, f"kf:wk1:{end}")) == f"kf:wk1:{end}"


async def left_everywhere(session: Session, lane: str) -> None:
    """Store *lane* in each column that may hold an address, by the ways that write them."""
    mark = lane[-4:]
    arrival = Arrival(channel="kf", account="wk", key=f"m-{mark}", lane=lane, body=lane.encode())
    await inbox_writes.keep(session, [arrival], NOW)
    letters = [
        Letter(key=f"{to[:4]}/{mark}", lane=to, kind="kf_text", ticket_no="2026-0001", hold=hold)
        for to, hold in ((lane, True), (f"welcome:{lane}", False))
    ]
    await outbox.put(session, letters, NOW)
    talk = Conversation(key=lane, state={"draft": lane}, wakes_at=NOW)
    await conversations.save(session, talk, NOW)
    await tasks.open_task(session, "人工", lane, lane, NOW)
    await tasks.open_task(session, "附件", f"{lane}/media/1", lane, NOW)
    await tasks.open_task(session, "待送达", lane, lane, NOW)
    await tasks.done_about(session, "待送达", lane, lane, NOW)
    await tasks.noted(session, "回复", lane, lane, lane, NOW, centre="main")
    piece = media.Media(
        id=f"p{mark}", channel="kf", account="wk", media_id="wx", subject=lane, kind="image", came_at=NOW
    )  # fmt: skip
    await media.expect(session, piece)
    card = Card(
        task_id=f"t{mark}", ticket_no="", listener=lane, purpose="work", version=1, sent_at=NOW
    )
    await cards.store(session, card)


async def assert_there(session: Session, lane: str) -> None:
    """Find *lane* by each way that looks for it."""
    mark = lane[-4:]
    (kept,) = [
        one for id in range(1, 9) if (one := await inbox.stored(session, id)) and one.lane == lane
    ]
    assert kept.body == lane.encode()
    (held,) = await outbox.listed(session, "held", lane)
    assert (held.lane, held.key) == (lane, f"{lane[:4]}/{mark}")
    assert await outbox_lookups.put_since(session, lane, mark, NOW) == 1
    talk = await conversations.load(session, lane)
    assert (talk.key, talk.state, talk.is_awaited) == (lane, {"draft": lane}, True)
    told = await tasks.about(session, lane)
    assert [(one.kind, one.text, one.done_by) for one in told] == [
        *(("人工", lane, ""), ("待送达", lane, lane), ("回复", lane, lane))
    ]
    (beside,) = await tasks.opened_about(session, "附件", f"{lane}/media/")
    assert beside.subject == f"{lane}/media/1"
    assert [one.subject for one in await media.of_subject(session, lane)] == [lane]
    card = await cards.find(session, f"t{mark}")
    assert card is not None
    assert card.listener == lane


async def test_each_way_that_stores_an_address_seals_it_and_each_that_looks_finds_it(
    store: Store,
) -> None:
    for lane in (LANE, OTHER):
        await store.writer.run(lambda session, lane=lane: left_everywhere(session, lane), name="t")
    assert await places(store.reader, signs({LANE, WHO})) == set()
    stands = await places(store.reader, {addresses.person(store.reader.keys, WHO).encode()})
    everywhere = {(t, c) for t, names in addresses.COLUMNS.items() for c in names}
    assert stands == everywhere - {("windows", "lane")}, "nothing writes the windows any more"
    for lane in (LANE, OTHER):
        await assert_there(store.reader, lane)


async def test_what_waits_for_a_person_is_found_let_go_and_moved_by_their_address(
    store: Store,
) -> None:
    """The ways that change what they find: held letters go, what was said is known, a photo goes on to the ticket."""

    async def job(session: Session) -> None:
        for lane in (LANE, OTHER):
            await left_everywhere(session, lane)
        due = await conversations.due(session, NOW, 10)
        assert sorted(due) == sorted((LANE, OTHER))
        assert await outbox.release_held(session, LANE, NOW) == 1
        assert [one.lane for one in await outbox.listed(session, "held")] == [OTHER]
        letter = Letter(key="2026-0001/3/0", lane=LANE, kind="kf_text", ticket_no="2026-0001")
        await outbox.put(session, [letter], NOW)
        for _ in range(2):  # each lane's first, then the next
            for taken in await outbox.take(session, NOW, 10):
                await outbox.sent(session, taken.id, {}, NOW)
        said = [one.key for one in await outbox.lately_sent(session, LANE, 10)]
        assert said == ["2026-0001/3/0", f"{LANE[:4]}/{LANE[-4:]}"]
        assert await outbox_lookups.was_said(session, "2026-0001", 3, LANE)
        assert not await outbox_lookups.was_said(session, "2026-0001", 3, OTHER)
        await media.assign(session, [f"p{LANE[-4:]}"], OTHER)
        assert len(await media.of_subject(session, OTHER)) == 2

    await store.writer.run(job, name="t")
    assert await places(store.reader, signs({LANE, WHO})) == set()
