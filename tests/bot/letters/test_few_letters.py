"""However long it is, and however often it comes, what a citizen writes is few messages to each who works here.

WeCom lets a member be written to thirty times a minute (R15); nothing of the words is lost for that: the whole is
one command away, and reading it is on record.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import LANE, WAY, a_complaint
from databases import only_sqlite
from office import Office, directory, office, person

from bot.citizen import conversation
from bot.config.directory import Directory
from bot.delivery.repeat_filter import messages
from bot.letters import attachments
from bot.staff import chat_commands
from bot.wecom.text_limits import GROUP_TEXT
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from intake.conversation.bounds import LONGEST_MESSAGE
from intake.talk.message import Kind, Message
from storage.people import tasks
from storage.queues.letters import LetterKind, Posted
from storage.store import Store

pytestmark = only_sqlite

NO = "2026-0001"
#: characters of one message: an ordinary one, the longest that is read, one beyond, the longest that a wire brings
SIZES = (30, 700, LONGEST_MESSAGE - 100, LONGEST_MESSAGE + 1, 16_000)
#: the most messages of one act to one person; where somebody may be in danger
FEW, IN_DANGER = 3, 6
#: of one person who does not stop: so many within a minute
A_MINUTE = 14


@pytest.fixture
def house(store: Store, clock: object) -> Office:
    """An office in which one member of the desk is on call as well."""
    known = directory()
    people = {**known.people, "ying": person("ying", "应值班", "emergency", "receptionist")}
    return office(store, clock, Directory(people, dict(known.departments)))


def words(size: int, n: int = 0) -> str:
    """Return *size* characters of which each hundred is another, so that a missing one is seen."""
    sentence = "第{}次去窗口说系统升级还是办不下来，让我过几天再来。"
    return "".join(sentence.format(f"{n}的{at}") for at in range(size // 20 + 1))[:size]


async def says(house: Office, text: str, kind: Kind = Kind.TEXT) -> None:
    async def hear(visit: conversation.Visit) -> None:
        theirs = replace(visit, lane=LANE, channel="微信客服")
        piece = None
        if kind is not Kind.TEXT:
            piece = await conversation.attach(theirs, "wk1", f"m{house.said}", kind)
        message = Message(kind=kind, text=text, media=piece, at=house.clock())
        await conversation.converse(theirs, message)

    await house.hears(hear)


async def types(house: Office, userid: str, text: str) -> str:
    await house.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "".join(await house.answers())


async def stands(house: Office, state: State) -> None:
    """A ticket of theirs in *state*."""
    who = Complainant(name="张三", phone="13800138000", address="城关镇", lane=LANE)
    await house.opens(a_complaint(complainant=who))
    await house.do(NO, *WAY[state])


# --- what a citizen may do: before, and then with so many characters ------------------------------


async def nothing(house: Office) -> None:
    """A chat that is new."""


async def a_draft(house: Office) -> None:
    await says(house, "我的营业执照办不下来")


async def a_draft_with_the_desk(house: Office) -> None:
    await a_draft(house)
    for _ in range(3):
        await says(house, "不想留名")


async def a_ticket(house: Office) -> None:
    await stands(house, State.WORKING)


async def a_survey(house: Office) -> None:
    await stands(house, State.SURVEYING)


async def a_low_level(house: Office) -> None:
    await a_survey(house)
    await says(house, "不满意")


async def a_chat_that_is_taken(house: Office) -> None:
    await says(house, "人工")
    (task,) = await tasks.opened(house.store.reader, "人工")
    assert "已接管" in await types(house, "du", f"/接管 #{task.id}")


Before = Callable[[Office], Awaitable[None]]
#: what was before, how the message begins, whether it tells of danger
ACTS: dict[str, tuple[Before, str, int]] = {
    "something": (nothing, "", FEW),
    "a wish for a person": (nothing, "人工，", FEW),
    "more of a draft": (a_draft, "", FEW),
    "more where the desk has it": (a_draft_with_the_desk, "", FEW),
    "an addition": (a_ticket, "补充：", FEW),
    "a hurry": (a_ticket, "快点办，", FEW),
    "a low level in one breath": (a_survey, "不满意，", FEW),
    "why it was low": (a_low_level, "", FEW),
    "words to who has the chat": (a_chat_that_is_taken, "", FEW),
    "danger": (nothing, "家里煤气漏了，", IN_DANGER),
    "danger in an addition": (a_ticket, "补充：家里煤气漏了，", IN_DANGER),
    "despair": (nothing, "我不想活了，", IN_DANGER),
}


def heard(letters: list[Posted]) -> Counter[str]:
    """Return how many messages each member gets by *letters*."""
    found: Counter[str] = Counter()
    for one in letters:
        if one.kind == LetterKind.GROUP:
            assert len(one.payload["text"].encode()) <= GROUP_TEXT, "or its end would be cut off"
            found[one.payload["department"]] += 1
        elif one.kind in (LetterKind.APP_TEXT, LetterKind.APP_CARD, LetterKind.APP_MEDIA):
            count = len(messages(one)) if one.kind == LetterKind.APP_TEXT else 1
            found.update(dict.fromkeys(one.payload["to"], count))
    return found


async def put(house: Office, before: set[str]) -> list[Posted]:
    return [one for one in await house.letters() if one.key not in before]


async def keys(house: Office) -> set[str]:
    return {one.key for one in await house.letters()}


def plain(text: str) -> str:
    """Return *text* as a field of a form may have it too."""
    return re.sub(r"\s", "", text).replace("，", ",")


async def reached(house: Office, letters: list[Posted]) -> str:
    """Return all that somebody at the desk reads who follows every way that *letters* name."""
    shown = "".join(str(one.payload.get("text") or one.payload.get("card")) for one in letters)
    pending = set(re.findall(r"/查 (#\d+|\S+ 全文)", shown))
    done: set[str] = set()
    while pending - done:
        way = min(pending - done)
        done.add(way)
        read = await types(house, "sun", f"/查 {way}")
        shown += read
        pending |= set(re.findall(r"/查 (#\d+)", read))
    return plain(shown)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("act", ACTS)
async def test_one_message_of_a_citizen_is_few_to_each_at_the_desk_and_nothing_of_it_is_lost(
    house: Office, act: str, size: int
) -> None:
    before, begin, few = ACTS[act]
    await before(house)
    old = await keys(house)
    text = begin + words(size)
    await says(house, text)
    letters = await put(house, old)
    assert max(heard(letters).values(), default=0) <= few
    if any(one.lane.startswith(("desk:", "app:")) for one in letters):
        assert plain(words(size)) in await reached(house, letters)


#: what is sent again and again: every act, and the over-long ones
BURSTS = [
    *((act, 30) for act in ACTS),
    *((act, LONGEST_MESSAGE + 1) for act in ("something", "danger", "an addition")),
]


@pytest.mark.parametrize(("act", "size"), BURSTS)
async def test_a_citizen_who_does_not_stop_leaves_room_for_others_and_each_word_can_be_read(
    house: Office, act: str, size: int
) -> None:
    before, begin, few = ACTS[act]
    await before(house)
    old = await keys(house)
    for n in range(A_MINUTE):
        await says(house, begin + words(size, n))
        house.clock.advance(seconds=2)
    letters = await put(house, old)
    desk = [one for one in letters if one.lane.startswith(("desk:", "on_call:"))]
    assert max(heard(desk).values(), default=0) <= 5 * few
    assert all(one.next_try_at <= house.clock() + timedelta(minutes=1) for one in desk)
    house.clock.advance(hours=3)  # what is in a draft still is the desk's when nobody completes it
    await house.hears(lambda v: conversation.look_again(replace(v, lane=LANE)))
    letters = await put(house, old)
    desk = [one for one in letters if one.lane.startswith(("desk:", "on_call:"))]
    if desk:
        whole = await reached(house, desk)
        assert [n for n in range(A_MINUTE) if plain(words(size, n)) not in whole] == []


@pytest.mark.parametrize("pieces", [1, 9, 40])
async def test_of_many_pieces_the_first_follow_and_the_way_to_the_others_is_said(
    house: Office, pieces: int
) -> None:
    await a_draft(house)
    for _ in range(pieces):
        await says(house, "", Kind.IMAGE)
    house.clock.advance(hours=3)
    old = await keys(house)
    await house.hears(lambda v: conversation.look_again(replace(v, lane=LANE)))
    letters = await put(house, old)
    sent = [one for one in letters if one.kind == LetterKind.APP_MEDIA]
    assert len(sent) == min(pieces, attachments.AT_ONCE)
    (task,) = await tasks.opened(house.store.reader, "待完善")
    others = [one for one in letters if "先发" in str(one.payload.get("text"))]
    assert len(others) == (pieces > attachments.AT_ONCE)
    assert all(f"/查 #{task.id}" in one.payload["text"] for one in others)
    old = await keys(house)
    await types(house, "sun", f"/查 #{task.id}")
    asked = [one for one in await put(house, old) if one.kind == LetterKind.APP_MEDIA]
    assert len(asked) == pieces


async def test_who_read_what_was_left_is_on_record(house: Office) -> None:
    await says(house, words(16_000))
    (task,) = await tasks.opened(house.store.reader, "待完善")
    await types(house, "sun", f"/查 #{task.id}")
    noted = [one for one in await tasks.about(house.store.reader, LANE) if one.kind == "查看"]
    assert [(one.done_by, one.text) for one in noted] == [("sun", f"#{task.id}")]
