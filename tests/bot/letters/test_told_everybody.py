"""Every notice reaches its person, however they came: chat, template, SMS, else the desk tells it (product §2)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from builders import LANE, MANAGER, RECEPTIONIST, a_complaint
from databases import only_sqlite
from linked import FOLLOWER, NO, laddered, surveyed
from office import Office, press
from post import Mail
from test_everything_said import FACTS, OWN_FACTS, SAID, full

from bot.desk import notification
from bot.letters import compose
from bot.letters.fallback import BY_PERSON
from bot.staff import buttons, chat_commands
from bot.texts import notification_task as texts
from bot.texts import page
from bot.wecom import errors
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from storage.database.session import Session
from storage.queues import outbox
from storage.tickets.log import entries

#: what is said to citizens, as the core's own source has it (`test_everything_said`)
TO_CITIZENS = sorted(what for what, listeners in SAID.items() if To.CITIZEN in listeners)
#: what is no message at all: the person sees it under 查询
SILENT = frozenset({NoticeKind.ACKNOWLEDGED})
MOBILE, LANDLINE, ADDRESS = "13800138000", "0393-8812345", "城关镇幸福路3号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How somebody came, and what is known of them."""

    lane: str = ""
    channel: str = "窗口"
    phone: str = MOBILE
    address: str = ADDRESS
    closed: bool = False
    external: str = ""

    @property
    def complaint(self) -> Complaint:
        """Return what they told."""
        person = Complainant(lane=self.lane, name="张三丰", phone=self.phone, address=self.address)
        return replace(
            a_complaint(text="小区门口的路灯坏了", categories=()),
            channel=self.channel,
            complainant=person,
            external_no=self.external,
        )


WAYS_IN = {
    "kf": Came(lane=LANE, channel="微信客服"),
    "kf, its window closed": Came(lane=LANE, channel="微信客服", closed=True),
    "kf, closed, without a mobile": Came(lane=LANE, channel="微信客服", closed=True, phone=""),
    "app": Came(lane="app:zhou", channel="企业微信"),
    "official account": Came(lane=f"mp:{FOLLOWER}", channel="服务号"),
    "walk-in with a mobile": Came(),
    "walk-in with a landline": Came(phone=LANDLINE),
    "walk-in with an address only": Came(phone=""),
    "walk-in who leaves nothing": Came(phone="", address=""),
    "phone": Came(channel="电话"),
    "letter": Came(channel="信函", phone=""),
    "letter with a mobile": Came(channel="信函"),
    "12345": Came(channel="12345", external="12345/7"),
    "12345, a landline": Came(channel="12345", external="12345/7", phone=LANDLINE),
}


def expected(came: Came, *, sms: bool) -> str:
    """Return how they are told, said once more and otherwise than the code says it.

    A 服务号's template has no field that holds a notice.
    """
    if came.lane.startswith(("kf", "app")) and not came.closed:
        return "chat"
    if sms and came.phone == MOBILE:
        return "sms"
    return "call" if came.phone else "letter" if came.address else "counter"


async def says_all(office: Office, came: Came) -> dict[NoticeKind, Ticket]:
    """Say every notice to the person, each of a version of its own."""
    office_ticket = await office.opens(came.complaint)
    desk, now = office.context.desk, office.clock()
    rules = desk.rules_of(office_ticket)
    said: dict[NoticeKind, Ticket] = {}

    async def job(session: Session) -> None:
        for n, what in enumerate(TO_CITIZENS):
            if what in notification.OWN_WAY | SILENT:
                continue
            facts = FACTS | OWN_FACTS.get(what, {})
            ticket = replace(full(rules), complaint=came.complaint, version=100 + n, owed=())
            notices = [Notice(to=To.CITIZEN, what=what, facts=facts)]
            letters = compose.letters(ticket, notices, rules, desk.directory, now)
            await outbox.put(session, letters, now)
            await notification.bring(desk, session, ticket, notices, now)
            said[what] = ticket

    await office.write(job)
    return said


async def reached(mail: Mail) -> dict[int, list[str]]:
    """Return by which ways each version of the ticket is told now: what was sent, and open tasks."""
    rows = await mail.office.store.reader.rows(
        "SELECT key, lane, state, result FROM outbox WHERE ticket_no = ?", NO
    )
    dropped = {
        one.key
        for one in await outbox.of_ticket(mail.office.store.reader, NO)
        if "dropped" in (one.result or {})
    }
    found: dict[int, list[str]] = {}
    for row in rows:
        way = row["lane"].partition(":")[0]
        is_theirs = way in ("kf", "sms", "official") or row["lane"] == "app:zhou"
        is_asking = row["key"].startswith("beckon/")
        was_said = row["state"] == "sent" and row["key"] not in dropped
        if was_said and is_theirs and not is_asking:
            version = int(row["key"].split("/")[1])
            found.setdefault(version, []).append("chat" if way in ("kf", "app") else way)
    for task in await notification.open_tasks(mail.office.store.reader, NO):
        found.setdefault(int(task.subject.split("/")[1]), []).append("task")
    return found


@only_sqlite
@pytest.mark.crossed
@pytest.mark.parametrize("official", [True, False], ids=["服务号", "no 服务号"])
@pytest.mark.parametrize("sms", [True, False], ids=["gateway", "no gateway"])
@pytest.mark.parametrize("way_in", WAYS_IN)
async def test_every_notice_to_a_citizen_reaches_them_by_the_way_that_there_is_and_by_one_only(
    the_office: Office, way_in: str, sms: bool, official: bool
) -> None:
    came = WAYS_IN[way_in]
    mail = Mail(laddered(the_office, sms=sms, official=official))
    if not came.closed:
        mail.client.always.pop("kf")
    said = await says_all(mail.office, came)
    await mail.goes()
    way = expected(came, sms=sms)
    found = await reached(mail)
    heard_there = notification.IN_PERSON | (
        {NoticeKind.RECEIPT} if came.channel in ("窗口", "电话") else set()
    )
    for what, ticket in said.items():
        told = found.get(ticket.version, [])
        if way in BY_PERSON and what in heard_there:
            assert told == [] or came.closed, (what, told)
        else:
            assert told == [{"chat": "chat", "sms": "sms"}.get(way, "task")]
    if not came.closed:
        assert mail.office.context.desk.ladder.how(await mail.office.ticket()) == way


@only_sqlite
@pytest.mark.parametrize("way_in", [way for way, came in WAYS_IN.items() if not came.lane])
async def test_what_is_said_without_a_chat_asks_for_nothing_that_only_a_chat_can_do(
    the_office: Office, way_in: str
) -> None:
    came = WAYS_IN[way_in]
    mail = Mail(laddered(the_office))
    await says_all(mail.office, came)
    await mail.goes()
    texts_ = [text for _, _, text in mail.gateway.sent]
    texts_ += [task.text for task in await notification.open_tasks(mail.office.store.reader, NO)]
    assert len(texts_) >= 10
    for text in texts_:
        assert not [one for one in page.IN_CHAT.values() if one in text], text


@only_sqlite
@pytest.mark.parametrize("way_in", [way for way, came in WAYS_IN.items() if not came.lane])
async def test_what_is_said_without_a_chat_names_no_authority_that_a_lead_went_to(
    the_office: Office, way_in: str
) -> None:
    """N6: a phone is read by others, a letter is opened by others."""
    mail = Mail(laddered(the_office))
    await says_all(mail.office, WAYS_IN[way_in])
    await mail.goes()
    texts_ = [text for _, _, text in mail.gateway.sent]
    texts_ += [task.text for task in await notification.open_tasks(mail.office.store.reader, NO)]
    handed = [text for text in texts_ if "有权处理的机关" in text]
    assert len(handed) == 2
    for text in texts_:
        assert not [word for word in ("纪委", "监委", "移交", "反映的工作人员") if word in text], (
            text
        )


def test_every_way_to_be_told_has_its_words_for_the_desk() -> None:
    assert texts.HOW.keys() == {"chat", "sms", *BY_PERSON}
    assert texts.TASK.keys() == texts.BUTTONS.keys() == BY_PERSON
    for words in texts.HOW.values():
        assert not any(done in words for done in ("已发", "已告知", "已送达")), (
            "nothing is said before"
        )


# --- what the desk does about it ----------------------------------------------------------------

LETTER = Came(channel="信函", phone="").complaint
CALLED = Came(channel="电话", phone=LANDLINE).complaint


async def refused(office: Office, complaint: Complaint) -> Ticket:
    """Register a complaint and turn it down."""
    ticket = await office.opens(complaint)
    return await office.do(ticket.no, c.Refuse(by=RECEPTIONIST, reason="属于市级权限"))


async def press_on_task(office: Office, act: str, by: str = "sun", nth: int = -1) -> str:
    """Press a button of the newest task; return the answer."""
    task = (await notification.open_tasks(office.store.reader, NO))[nth]
    key = ButtonKey(act, NO, task.id).pack()
    await office.hears(lambda visit: buttons.in_app(visit, press(by, key), late=False))
    return "\n".join(await office.answers())


@only_sqlite
async def test_who_came_by_letter_is_told_by_letter_and_the_desk_has_words_and_address(
    the_office: Office,
) -> None:
    await refused(the_office, LETTER)
    *_, task = await notification.open_tasks(the_office.store.reader, NO)
    assert "请写信告知" in task.text
    assert "属于市级权限" in task.text
    assert ADDRESS not in task.text, "who complains stands in no task: it is looked at on record"
    shown = await press_on_task(the_office, "words")
    assert ADDRESS in shown
    assert "属于市级权限" in shown
    assert (await the_office.log())[-1] == "LookAtPhone"
    assert "已由您告知" in await press_on_task(the_office, "informed")
    assert await notification.open_tasks(the_office.store.reader, NO) == [], (
        "that it was registered is over with the end"
    )
    last = (await entries(the_office.store.reader, NO))[-1]
    assert (last.command, last.payload["outcome"], last.actor) == ("told", "said", "sun")


@only_sqlite
async def test_three_calls_on_two_days_without_an_answer_become_a_letter(
    the_office: Office, clock: Any
) -> None:
    await refused(the_office, CALLED)
    assert "还开着" in await press_on_task(the_office, "missed")
    assert "还开着" in await press_on_task(the_office, "missed")
    clock.advance(days=1)
    assert "写信告知" in await press_on_task(the_office, "missed")
    (task,) = await notification.open_tasks(the_office.store.reader, NO)
    assert "请写信告知" in task.text
    assert "属于市级权限" in task.text


@only_sqlite
async def test_who_may_not_see_who_complains_reads_and_closes_nothing(the_office: Office) -> None:
    await refused(the_office, LETTER)
    for by in ("li", "nobody"):
        for act in ("words", "informed", "missed"):
            assert "不在您的职责范围内" in await press_on_task(the_office, act, by)
    assert len(await notification.open_tasks(the_office.store.reader, NO)) == 1


@only_sqlite
async def test_an_sms_that_the_gateway_refuses_becomes_a_call_for_the_desk(
    the_office: Office,
) -> None:
    mail = Mail(laddered(the_office))
    mail.gateway.trouble, mail.gateway.always = errors.Rejected(400, "sms"), True
    await refused(mail.office, Came().complaint)
    await mail.goes()
    found = await notification.open_tasks(mail.office.store.reader, NO)
    assert ["请打电话告知" in task.text for task in found] == [True, True]
    told = [
        one.payload for one in await entries(mail.office.store.reader, NO) if one.command == "told"
    ]
    assert [one["outcome"] for one in told if one["what"] == "guided"] == [
        "queued",
        "failed",
        "asked",
    ]


@only_sqlite
async def test_what_an_sms_said_is_not_said_again_when_the_chat_opens(the_office: Office) -> None:
    mail = Mail(laddered(the_office))
    await refused(mail.office, Came(lane=LANE).complaint)
    await mail.goes()
    assert len(mail.gateway.sent) == 2
    assert await outbox.listed(mail.office.store.reader, "held", LANE) == []


@only_sqlite
async def test_what_the_desk_told_is_not_said_again_when_the_chat_opens(
    the_office: Office,
) -> None:
    mail = Mail(laddered(the_office, sms=False))
    await refused(mail.office, Came(lane=LANE).complaint)
    await mail.goes()
    assert len(await outbox.listed(mail.office.store.reader, "held", LANE)) == 2
    await press_on_task(mail.office, "informed")
    await press_on_task(mail.office, "informed")
    assert await outbox.listed(mail.office.store.reader, "held", LANE) == []


@only_sqlite
async def test_what_the_chat_said_after_all_is_no_task_any_more(the_office: Office) -> None:
    mail = Mail(laddered(the_office, sms=False))
    await refused(mail.office, Came(lane=LANE).complaint)
    await mail.goes()
    assert len(await notification.open_tasks(mail.office.store.reader, NO)) == 2
    mail.client.always.pop("kf")
    await mail.office.write(lambda s: outbox.release_held(s, LANE, mail.office.clock()))
    await mail.goes()
    assert await notification.open_tasks(mail.office.store.reader, NO) == []


@only_sqlite
async def test_wz_7_7_a_transfer_told_by_letter_is_closed_when_the_letter_is_posted(
    the_office: Office,
) -> None:
    company = replace(LETTER.complainant, is_unit=True, contact="李四")
    ticket = await the_office.opens(replace(LETTER, complainant=company))
    await the_office.do(ticket.no, c.Refuse(by=MANAGER, reason="涉及市级政策"))
    assert (await the_office.ticket()).state is State.OUTSIDE
    await press_on_task(the_office, "informed")
    assert (await the_office.ticket()).state is State.TRANSFERRED


@only_sqlite
@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told yet"])
async def test_what_was_taken_back_is_told_only_to_who_heard_it(
    the_office: Office, is_told: bool
) -> None:
    ticket = await the_office.opens(LETTER)
    await the_office.do(ticket.no, c.Refuse(by=RECEPTIONIST, reason="属于市级权限"))
    if is_told:
        await press_on_task(the_office, "informed")
    await the_office.do(ticket.no, Correct(by=RECEPTIONIST, reason="点错了"))
    found = [task.text for task in await notification.open_tasks(the_office.store.reader, NO)]
    assert not any("属于市级权限" in text for text in found)
    assert len(found) == (2 if is_told else 1), "the receipt, and the correction"


@only_sqlite
async def test_nothing_of_it_rings_at_night(the_office: Office, clock: Any) -> None:
    clock.advance(seconds=timedelta(hours=14).total_seconds())
    mail = Mail(laddered(the_office))
    await refused(mail.office, Came().complaint)
    await mail.goes()
    assert mail.gateway.sent == []
    clock.advance(seconds=timedelta(hours=11).total_seconds())
    await mail.goes()
    assert len(mail.gateway.sent) == 2


@only_sqlite
async def test_the_desk_reads_how_the_person_is_told_and_what_they_have_not_heard(
    the_office: Office,
) -> None:
    """Nothing is called sent that is not: the answer to the command, and 查."""
    await the_office.opens(LETTER)

    async def types(text: str) -> str:
        await the_office.hears(lambda visit: chat_commands.in_app(visit, "sun", text, late=False))
        return "\n".join(await the_office.answers())

    await types("/不予受理 0001 N7 属于市级权限")
    answer = await types("/不予受理 0001 确认")
    assert "请写信告知" in answer
    assert "发给诉求人了" not in answer
    seen = await types(f"/查 {NO}")
    assert "还没有告知" in seen


# --- the answer itself, to whom no call reaches ---


async def answer_tasks(office: Office) -> list[str]:
    """Return the open tasks to tell the answer."""
    found = await notification.open_tasks(office.store.reader, NO)
    return [one.text for one in found if one.subject.endswith("/answer")]


@only_sqlite
@pytest.mark.parametrize("sms", [True, False], ids=["gateway", "no gateway"])
@pytest.mark.parametrize("way_in", WAYS_IN)
async def test_whom_neither_chat_nor_message_nor_call_reaches_is_owed_the_answer_by_letter(
    the_office: Office, way_in: str, sms: bool
) -> None:
    """However they came: the answer and how to rate it, once, until they judged it themselves."""
    came = WAYS_IN[way_in]
    mail = Mail(laddered(the_office, sms=sms))
    if not came.closed:
        mail.client.always.pop("kf")
    await surveyed(mail.office, came.complaint)
    await mail.goes()
    found = await answer_tasks(mail.office)
    if expected(came, sms=sms) not in {"letter", "counter"}:
        assert found == []
        return
    (text,) = found
    assert "办不了" in text, "the answer"
    assert "请到窗口或来信说一档" in text
    await mail.office.do(NO, c.CallBack(by=RECEPTIONIST, level="不满意"))
    assert await answer_tasks(mail.office) == [], "who judged it has heard it"


@only_sqlite
async def test_an_answer_that_the_chat_said_after_all_is_no_letter_any_more(
    the_office: Office,
) -> None:
    mail = Mail(laddered(the_office))
    await surveyed(mail.office, WAYS_IN["kf, closed, without a mobile"].complaint)
    await mail.goes()
    assert len(await answer_tasks(mail.office)) == 1
    mail.client.always.pop("kf")
    await mail.office.write(lambda s: outbox.release_held(s, LANE, mail.office.clock()))
    await mail.goes()
    assert await answer_tasks(mail.office) == []


@only_sqlite
@pytest.mark.parametrize("channel", ["窗口", "信函"])
async def test_who_stood_there_when_it_was_solved_gets_no_letter_and_who_wrote_does(
    the_office: Office, channel: str
) -> None:
    ticket = await the_office.opens(Came(channel=channel, phone="").complaint)
    await the_office.do(ticket.no, c.SolveOnSpot(by=RECEPTIONIST, result="已当场解释清楚"))
    assert len(await answer_tasks(the_office)) == (channel == "信函")


# --- where the first way fails, and what is over with the matter ---


async def never_reached(office: Office) -> None:
    """Call three times on two days; nobody answers."""
    for day in range(3):
        office.clock.advance(days=1 if day else 0)
        await office.do(NO, c.CallBack(by=RECEPTIONIST))
    assert (await office.ticket()).state is State.UNRATED


@only_sqlite
@pytest.mark.crossed
@pytest.mark.parametrize("official", [True, False], ids=["服务号", "服务号 fails"])
@pytest.mark.parametrize("sms", [True, False], ids=["sms", "sms fails"])
@pytest.mark.parametrize("way_in", WAYS_IN)
async def test_whom_three_calls_do_not_reach_is_still_owed_the_answer_in_writing(
    the_office: Office, way_in: str, sms: bool, official: bool
) -> None:
    """Each way in × each way that fails: an answer that nobody heard is a task after 未评价 too."""
    came = WAYS_IN[way_in]
    fails = [door for door, goes in (("sms", sms), ("official", official)) if not goes]
    mail = Mail(laddered(the_office))
    for door in fails:
        noted: Any = mail.gateway if door == "sms" else mail.account
        noted.trouble, noted.always = errors.Rejected(400, door), True
    if not came.closed:
        mail.client.always.pop("kf")
    await surveyed(mail.office, came.complaint)
    await mail.goes()
    await never_reached(mail.office)
    ways = {
        "chat": came.lane.startswith(("kf", "app")) and not came.closed,
        "official": came.lane.startswith("mp") and "official" not in fails,
        "sms": came.phone == MOBILE
        and "sms" not in fails
        and (not came.lane.startswith("mp") or "official" in fails),
    }
    found = await answer_tasks(mail.office)
    assert len(found) == (not any(ways.values())), (ways, found)
    for text in found:
        assert ("请写信告知" if came.address else "来问时请告知") in text
        assert "办不了" in text, "the answer"


@only_sqlite
async def test_an_answer_that_waits_for_the_chat_is_said_there_after_nobody_was_reached(
    the_office: Office,
) -> None:
    mail = Mail(laddered(the_office))
    mail.gateway.trouble, mail.gateway.always = errors.Rejected(400, "sms"), True
    await surveyed(mail.office, WAYS_IN["kf, its window closed"].complaint)
    await mail.goes()
    await never_reached(mail.office)
    found = await outbox.listed(mail.office.store.reader, "held", LANE)
    held = [one.payload for one in found if one.payload.get("waits")]
    assert ["办理答复" in str(one.get("text")) for one in held] == [True], "no survey any more"
    mail.client.always.pop("kf")
    await mail.office.write(lambda s: outbox.release_held(s, LANE, mail.office.clock()))
    await mail.goes()
    assert await answer_tasks(mail.office) == []


@only_sqlite
@pytest.mark.parametrize("way_in", [way for way, came in WAYS_IN.items() if not came.closed])
async def test_every_notice_whose_sms_fails_takes_the_next_way(
    the_office: Office, way_in: str
) -> None:
    came = WAYS_IN[way_in]
    mail = Mail(laddered(the_office))
    mail.client.always.pop("kf")
    mail.gateway.trouble, mail.gateway.always = errors.Rejected(400, "sms"), True
    said = await says_all(mail.office, came)
    await mail.goes()
    found = await reached(mail)
    by_person = expected(came, sms=True) in BY_PERSON
    for what, ticket in said.items():
        if by_person and what in notification.IN_PERSON | {NoticeKind.RECEIPT}:
            continue  # whoever is told by a person heard it there
        one = "chat" if expected(came, sms=False) == "chat" else "task"
        assert found.get(ticket.version) == [one], what


@only_sqlite
async def test_whom_a_服务号_reaches_is_asked_there_to_come_once_a_day_and_nothing_counts_as_told(
    the_office: Office,
) -> None:
    came = replace(WAYS_IN["official account"], phone="")
    mail = Mail(laddered(the_office))
    said = await says_all(mail.office, came)
    await mail.goes()
    (asking,) = mail.account.sent
    assert asking.data["keyword2"] == page.TEMPLATE_ASKS
    found = await reached(mail)
    owed = [ticket for what, ticket in said.items() if what not in notification.IN_PERSON]
    assert [found[ticket.version] for ticket in owed] == [["task"]] * len(owed)


@only_sqlite
@pytest.mark.parametrize("is_failed", [True, False], ids=["an SMS failed", "nothing was tried"])
async def test_a_card_says_undelivered_only_of_what_somebody_tried_to_deliver(
    the_office: Office, is_failed: bool
) -> None:
    mail = Mail(laddered(the_office))
    mail.gateway.trouble, mail.gateway.always = errors.Rejected(400, "sms"), True
    await refused(mail.office, Came().complaint if is_failed else LETTER)
    await mail.goes()
    waiting = [
        str(one.payload["card"]["main_title"]["title"])
        for one in await outbox_rows(mail.office, "chore/")
        if "card" in one.payload and "告知" in str(one.payload["card"])
    ]
    assert waiting
    assert all(("没送到" in title) is is_failed for title in waiting), waiting


async def outbox_rows(office: Office, prefix: str) -> list[outbox.Posted]:
    """Return the letters whose key begins with *prefix*, whatever became of them."""
    found = [
        one
        for state in ("waiting", "sent", "sending", "parked")
        for one in await outbox.listed(office.store.reader, state)
    ]
    return [one for one in found if one.key.startswith(prefix)]


@only_sqlite
@pytest.mark.parametrize("end", ["refused", "unrated"])
async def test_what_was_to_be_told_of_the_way_is_over_with_the_matter(
    the_office: Office, end: str
) -> None:
    """A letter “已转给…” that nobody posted does not stay in 待办 after the end; it is on record."""
    if end == "refused":
        await refused(the_office, LETTER)
    else:
        await surveyed(the_office, LETTER)
        await never_reached(the_office)
    left = [one.text for one in await notification.open_tasks(the_office.store.reader, NO)]
    assert len(left) == 1, left
    assert "属于市级权限" in left[0] or "办理答复" in left[0], "the end itself is owed"
    outcomes = [
        one.payload["outcome"]
        for one in await entries(the_office.store.reader, NO)
        if one.command == notification.NAME
    ]
    assert "moot" in outcomes
