"""A citizen's messages on the real desk and memory: one message back, wishes carried out, events."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR, a_complaint
from databases import only_sqlite
from office import Office

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.inbound import kf
from bot.wecom.keys import message_id
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from storage.database.session import Session
from storage.people import media
from storage.queues import outbox
from storage.queues.outbox import Posted

pytestmark = only_sqlite

ACCOUNT, USER = "wkDesk", "wmZhang"
LANE = f"kf:{ACCOUNT}:{USER}"
WORDS = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
PARTICULARS = "我叫张伟民，13800138000，住城关镇幸福路3号"
SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
)
SURVEYING = (
    *SENT,
    c.Answer(by=OFFICER, text="已联系", reason="法律不许", basis="条例三条"),
    c.Pass(by=SUPERVISOR),
)


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    """One citizen on 微信客服."""

    office: Office
    sent: int = 0

    async def hears(self, entry: dict[str, Any]) -> str:
        """Let one entry of `msg_list` be worked off; return what became of it."""
        self.sent += 1
        whole = {
            "msgid": f"m{self.sent}",
            "open_kfid": ACCOUNT,
            "external_userid": USER,
            "send_time": int(self.office.clock().timestamp()),
            "origin": 3,
            **entry,
        }
        body = json.dumps(whole).encode()

        async def hear(visit: Visit) -> str:
            at_kf = replace(visit, lane=LANE, channel="微信客服")
            return await kf.hear(at_kf, body, ACCOUNT)

        return await self.office.hears(hear)

    async def says(self, text: str, menu_id: str = "") -> str:
        """Say something or tap; return the one message that it is answered with."""
        await self.hears({"msgtype": "text", "text": {"content": text, "menu_id": menu_id}})
        answers = [one for one in await self._answered() if one.kind != "kf_trans"]
        assert len(answers) <= 1
        return _text(answers[0]) if answers else ""

    async def sends(self, kind: str) -> str:
        """Send a photo or the like."""
        await self.hears({"msgtype": kind, kind: {"media_id": f"media-{self.sent}"}})
        answers = await self._answered()
        return _text(answers[0]) if answers else ""

    async def event(self, name: str, age: int = 0, **facts: Any) -> str:
        """Let an event happen, *age* seconds ago."""
        at = int(self.office.clock().timestamp()) - age
        event = {"event_type": name, "open_kfid": ACCOUNT, "external_userid": USER, **facts}
        return await self.hears({"msgtype": "event", "origin": 4, "send_time": at, "event": event})

    async def picks(self, label: str) -> str:
        """Tap the item of the last menu that reads *label*."""
        letters = [one for one in await self.office.letters("in/") if one.kind == "kf_menu"]
        item = next(id_ for id_, shown in letters[-1].payload["items"] if shown == label)
        return await self.says(label, item)

    async def _answered(self) -> list[Posted]:
        found = await self.office.letters(f"in/{self.office.said}/")
        return [one for one in found if one.lane == LANE]

    async def told(self) -> list[str]:
        """Return all that waits to be said to this person, in order."""
        return [_text(one) for one in await self.office.letters() if one.lane == LANE]

    async def registers(self) -> None:
        """Tell a complaint to its number."""
        await self.says(WORDS)
        await self.says(PARTICULARS)
        await self.picks("确认")


def _text(letter: Posted) -> str:
    return str(letter.payload.get("text", letter.payload.get("head", "")))


@pytest.fixture
def zhang(the_office: Office) -> Person:
    """A citizen before the office."""
    return Person(office=the_office)


async def send_all(office: Office) -> None:
    """Let every waiting letter leave."""

    async def job(session: Session) -> bool:
        taken = await outbox.take(session, office.clock(), 50)
        for one in taken:
            await outbox.sent(session, one.id, {"msgid": message_id(one.key)}, office.clock())
        return bool(taken)

    while await office.write(job):
        pass


async def letter_of(office: Office, words: str) -> Posted:
    """Return the sent letter to the person that says *words*."""
    found = await outbox.listed(office.store.reader, "sent", LANE)
    return next(one for one in found if words in _text(one))


async def test_a_complaint_gets_its_number_in_one_message(zhang: Person) -> None:
    assert "还请告诉我们" in await zhang.says(WORDS)
    assert await zhang.sends("image") == ""
    assert "请核对" in await zhang.says(PARTICULARS)
    assert await zhang.picks("确认") == ""
    assert (await zhang.told())[-1].startswith("已登记，编号 2026年第0001号。")
    ticket = await zhang.office.ticket()
    assert ticket.complaint.text == WORDS
    assert await zhang.office.write(lambda s: media.of_subject(s, ticket.no))


async def test_the_item_tapped_twice_registers_once(zhang: Person) -> None:
    await zhang.registers()
    menu = [one for one in await zhang.office.letters("in/") if one.kind == "kf_menu"][-1]
    assert "已经用过" in await zhang.says("确认", menu.payload["items"][0][0])
    assert len(await zhang.office.log()) == 1


async def test_a_long_complaint_is_read_back_within_the_menu_s_head(zhang: Person) -> None:
    """wecom.md §4: 1,024 bytes; the particulars stand whole, the words are shortened and kept."""
    story = "窗口让我下周再来，我又跑了一趟还是没办成。" * 140
    await zhang.says(story)
    read = await zhang.says(PARTICULARS)
    assert len(read.encode()) <= 1024
    for part in ("张伟民", "13800138000", "城关镇幸福路3号", f"共 {len(story)} 字", "回“确认”"):
        assert part in read
    await zhang.picks("确认")
    assert (await zhang.office.ticket()).complaint.text == story


async def test_only_one_s_own_tickets_are_told_of(zhang: Person) -> None:
    await zhang.office.opens(a_complaint(complainant=Complainant(lane="kf:wkDesk:other")))
    await zhang.registers()
    await zhang.says("房产证半年没下来了")
    await zhang.picks("新诉求")
    await zhang.says(PARTICULARS)
    await zhang.picks("确认")
    told = await zhang.says("查询")
    assert "0003" in told
    assert "0002" in told
    assert "0001" not in told
    one = await zhang.says("查询 0002")
    assert "0003" not in one
    assert "没有查到" in await zhang.says("查询 0001")


async def test_a_closed_ticket_is_told_of_when_nothing_runs(zhang: Person) -> None:
    await zhang.registers()
    await zhang.says("撤回")
    await zhang.picks("确认撤回")
    assert "已撤回" in await zhang.says("查询")
    assert (await zhang.office.ticket()).state is State.WITHDRAWN


async def test_of_two_tickets_the_named_one_gets_words_and_photo(zhang: Person) -> None:
    await zhang.registers()
    await zhang.says("房产证半年没下来了")
    await zhang.picks("新诉求")
    await zhang.says(PARTICULARS)
    await zhang.picks("确认")
    assert "已补充到 2026年第0001号" in await zhang.says("补充 0001 收据找到了")
    assert await zhang.sends("image") == ""
    assert [r.text for r in (await zhang.office.ticket()).remarks] == ["收据找到了", "[照片]"]
    assert await zhang.office.write(lambda s: media.of_subject(s, "2026-0001"))


async def test_a_question_of_the_department_is_answered_by_the_next_words(zhang: Person) -> None:
    await zhang.registers()
    await zhang.office.do("2026-0001", *SENT, c.Ask(by=OFFICER, question="身份证带了吗"))
    assert "已补充到" in await zhang.says("带了，还有户口本")
    remarks = (await zhang.office.ticket()).remarks
    assert [r.kind for r in remarks] == ["asked", "supplement"]
    assert "是给正在办的" in await zhang.says("窗口让我下周再来")


async def test_a_vote_is_typed_with_its_reason(zhang: Person) -> None:
    await zhang.registers()
    await zhang.office.do("2026-0001", *SURVEYING)
    assert await zhang.says("不满意，证还没拿到") == ""
    ticket = await zhang.office.ticket()
    assert ticket.state is State.REWORK
    assert (ticket.ratings[0].level, ticket.ratings[0].remark) == ("不满意", "证还没拿到")


async def test_a_vote_for_an_older_round_is_told(zhang: Person) -> None:
    """N7: votes append per round."""
    await zhang.registers()
    await zhang.office.do("2026-0001", *SURVEYING)
    await zhang.says("不满意")
    assert "评价过" in await zhang.says("满意", "rate:2026-0001:0:1")
    assert (await zhang.office.ticket()).state is State.REWORK


async def test_a_vote_on_somebody_else_s_ticket_is_none(zhang: Person) -> None:
    await zhang.office.opens(a_complaint(complainant=Complainant(lane="kf:wkDesk:other")))
    await zhang.office.do("2026-0001", *SURVEYING)
    await zhang.says("满意", "rate:2026-0001:0:1")
    assert (await zhang.office.ticket()).state is State.SURVEYING


async def test_who_asks_for_a_person_is_answered_before_the_chat_is_handed_over(
    zhang: Person,
) -> None:
    """A chat in the hands of a servicer takes no message of ours any more (95018)."""
    await zhang.says(WORDS)
    await zhang.says("人工")
    letters = await zhang.office.letters(f"in/{zhang.office.said}/")
    assert [one.kind for one in letters if one.lane == LANE] == ["kf_text", "kf_trans"]
    assert await zhang.office.tasks("人工") == [WORDS]


async def test_the_desk_s_task_has_the_latest_words_and_ends_with_the_number(
    zhang: Person,
) -> None:
    """匿名: nothing is lost, and what was completed is no task any more."""
    await zhang.says(WORDS)
    for _ in range(2):
        await zhang.says("不想留名")
    assert await zhang.office.tasks("匿名") == [WORDS]
    zhang.office.clock.advance(minutes=5)
    await zhang.says("还收了我200块钱")
    await zhang.says(PARTICULARS)
    await zhang.picks("确认")
    assert await zhang.office.tasks("匿名") == []
    assert "还收了我200块钱" in (await zhang.office.ticket()).complaint.text


async def test_a_draft_left_alone_is_nudged_and_lands_on_the_desk(zhang: Person) -> None:
    await zhang.says(WORDS)
    for minutes, told in ((30, 2), (90, 2)):
        zhang.office.clock.advance(minutes=minutes)
        await zhang.office.hears(lambda v: conversation.look_again(replace(v, lane=LANE)))
        assert len(await zhang.told()) == told
    assert await zhang.office.tasks("待完善") == [WORDS]


async def test_blanks_that_nobody_sees_do_no_harm(zhang: Person) -> None:
    for text in ("\u200b", "   ", "\u2028", "营业执照\u200b办不下来，跑了三趟"):
        await zhang.says(text)
    assert "请核对" in await zhang.says(PARTICULARS)


async def test_a_place_without_a_name_is_kept_by_its_figures(zhang: Person) -> None:
    await zhang.says(WORDS)
    place = {"latitude": 35.099, "longitude": 113.401, "name": "", "address": ""}
    await zhang.hears({"msgtype": "location", "location": place})
    assert "35.099000,113.401000" in await zhang.says(PARTICULARS)


# --- events of 微信客服 --------------------------------------------------------------------------


async def test_who_opens_the_chat_is_welcomed_once(zhang: Person) -> None:
    """94677: the code works 20 seconds, for one message."""
    assert await zhang.event("enter_session", welcome_code="c1") == "welcomed"
    assert await zhang.event("enter_session", welcome_code="c2") == "entered"
    letters = [one for one in await zhang.office.letters() if one.kind == "kf_welcome"]
    assert [one.payload["code"] for one in letters] == ["c1"]
    assert "您好" not in await zhang.says("你好")  # the shorter hint


async def test_a_code_that_is_over_welcomes_nobody(zhang: Person) -> None:
    assert await zhang.event("enter_session", age=21, welcome_code="c1") == "entered"
    assert await zhang.event("enter_session") == "entered"
    assert "您好" in await zhang.says("你好")


async def test_nobody_in_the_midst_of_a_talk_is_welcomed(zhang: Person) -> None:
    await zhang.says(WORDS)
    assert await zhang.event("enter_session", welcome_code="c1") == "entered"


async def test_while_a_servicer_has_the_chat_we_keep_quiet(zhang: Person) -> None:
    await zhang.event("session_status_change", change_type=1, new_servicer_userid="sun")
    assert await zhang.says(WORDS) == ""
    await zhang.event("session_status_change", change_type=3, old_servicer_userid="sun")
    assert "还请告诉我们" in await zhang.says(WORDS)


@pytest.mark.parametrize("why", [4, 6])
async def test_an_answer_that_met_a_closed_window_waits_for_the_next_word(
    zhang: Person, why: int
) -> None:
    """待送达: held, noted on the ticket, and first when the person writes again."""
    await zhang.registers()
    await zhang.office.do("2026-0001", *SURVEYING)
    await send_all(zhang.office)
    lost = await letter_of(zhang.office, "办理答复")
    failed = {"fail_msgid": message_id(lost.key), "fail_type": why}
    assert await zhang.event("msg_send_fail", **failed) == "held"
    assert (await zhang.office.ticket()).undelivered
    assert await zhang.event("msg_send_fail", **failed) == "known"
    await zhang.says("查询")
    assert "办理答复" in (await zhang.told())[0]
    assert not (await zhang.office.ticket()).undelivered


async def test_what_wechat_will_not_deliver_is_put_before_a_person(zhang: Person) -> None:
    await zhang.says("你好")
    await send_all(zhang.office)
    lost = await letter_of(zhang.office, "您好")
    failed = {"fail_msgid": message_id(lost.key), "fail_type": 13}
    assert await zhang.event("msg_send_fail", **failed) == "parked"
    assert len(await zhang.office.tasks("待确认")) == 1
    parked = await outbox.listed(zhang.office.store.reader, "parked", LANE)
    assert [one.payload for one in parked] == [lost.payload]


async def test_a_message_that_is_none_of_ours_failed_without_a_trace(zhang: Person) -> None:
    assert await zhang.event("msg_send_fail", fail_msgid="x", fail_type=4) == "unknown_letter"


async def test_a_recalled_message_releases_nothing_that_waits(zhang: Person) -> None:
    """It opens no window: what was held would come back at once."""
    await zhang.says(WORDS)
    await send_all(zhang.office)
    lost = await letter_of(zhang.office, "还请告诉我们")
    await zhang.event("msg_send_fail", fail_msgid=message_id(lost.key), fail_type=4)
    assert await zhang.event("user_recall_msg", recall_msgid="m1") == "recalled"
    assert len(await outbox.listed(zhang.office.store.reader, "held", LANE)) == 1
    await zhang.says("在吗")
    assert await outbox.listed(zhang.office.store.reader, "held", LANE) == []


@pytest.mark.parametrize("said", ["你们到底管不管", "快点吧，等得我心焦", "催一下"])
async def test_hurry_in_everyday_words_is_a_reminder_on_the_ticket_once_in_a_while(
    zhang: Person, said: str
) -> None:
    """D.26: however it is said, five in seconds are one 催办, and all of them are kept."""
    for line in (WORDS, PARTICULARS, "确认"):
        await zhang.says(line)
    for _ in range(3):
        await zhang.says(said)
    ticket = await zhang.office.ticket()
    assert [(one.kind, one.text) for one in ticket.remarks] == [("hurry", said)] * 3
    assert sum("催促记下了" in one for one in await zhang.told()) == 1
