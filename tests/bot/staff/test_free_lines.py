"""What staff write freely is carried out, asked or left alone, through the real handlers of chat and group."""

from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR, TAX
from databases import only_sqlite
from office import Office

from bot.inbound import app, robot
from bot.staff import chat_commands
from bot.texts import staff
from bot.wecom.robot_frame import RobotMessage
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State, Ticket

pytestmark = only_sqlite

NO, OTHER = "2026-0001", "2026-0002"
SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
)
WORKING = (*SENT, c.Acknowledge(by=OFFICER))
ANSWERED = (*WORKING, c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"))


def said(text: str, userid: str = "li", chat: str = "wrMarket", quoted: str = "") -> RobotMessage:
    return RobotMessage(
        kind="text", msg_id="m", bot_id="b", from_user=userid, req_id="r", chat_id=chat, text=text, quoted=quoted
    )  # fmt: skip


async def group(office: Office, message: RobotMessage) -> tuple[str, str]:
    """Let somebody say something to the robot; return the outcome and the answer."""
    outcome, _ = await office.hears(
        lambda visit: robot.hear(visit, message, message.from_user, late=False)
    )
    return outcome, "\n".join(await office.answers())


async def single(office: Office, userid: str, text: str) -> tuple[str, str]:
    """Let *userid* write to the app; return the outcome and the answer."""
    body = (
        f"<xml><FromUserName>{userid}</FromUserName><CreateTime>1790557200</CreateTime>"
        f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>7</MsgId></xml>"
    ).encode()
    outcome = await office.hears(
        lambda visit: app.hear(replace(visit, lane=f"app:{userid}"), body, "corp", late=False)
    )
    return outcome, "\n".join(await office.answers())


async def two_sent(office: Office) -> None:
    for no in (NO, OTHER):
        await office.opens()
        await office.do(no, *SENT)


@pytest.mark.parametrize(
    "text",
    [
        "@有诉即办 签收 0001 0002",
        "@有诉即办签收0001、0002",
        "0001和0002我们签收了 @有诉即办",
        "@有诉即办 @王科 0001、0002 麻烦签收一下，谢谢",
    ],
)
async def test_several_numbers_are_each_carried_out_and_answered_in_one_letter(
    the_office: Office, text: str
) -> None:
    await two_sent(the_office)
    outcome, answer = await group(the_office, said(text))
    assert outcome == "done"
    assert [(await the_office.ticket(no)).state for no in (NO, OTHER)] == [State.WORKING] * 2
    assert len(await the_office.answers()) == 1
    assert "第0001号" in answer
    assert "第0002号" in answer


async def test_of_several_numbers_each_is_done_or_refused_by_itself(the_office: Office) -> None:
    """The second belongs to another department: the first is done all the same, the refusal is on record."""
    await the_office.opens()
    await the_office.do(NO, *SENT)
    await the_office.opens()
    elsewhere = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(TAX,))
    await the_office.do(OTHER, elsewhere, c.Approve(by=MANAGER))
    _, answer = await group(the_office, said("@有诉即办 签收 0001 0002 0999"))
    assert (await the_office.ticket(NO)).state is State.WORKING
    assert (await the_office.ticket(OTHER)).state is State.DISPATCHED
    assert "已签收" in answer
    assert staff.NOT_THEIRS in answer
    assert len(answer.splitlines()) >= 3


async def test_what_one_may_not_do_is_not_done_however_it_is_put(the_office: Office) -> None:
    """S5: the reading changes nothing of who may do what."""
    await two_sent(the_office)
    before = await the_office.ticket(NO)
    for userid, text in (("sun", "0001签收"), ("wang", "麻烦签收0001"), ("li", "0001质检通过")):
        chat = "wrTax" if userid == "wang" else "wrMarket"
        await group(the_office, said(text, userid=userid, chat=chat))
        assert await the_office.ticket(NO) == before


#: what was done before, who writes what, where it leads
FREE: tuple[tuple[tuple[c.Command, ...], str, str, State], ...] = (
    (SENT, "li", "0001签收", State.WORKING),
    (SENT, "li", "麻烦帮我签收 0001", State.WORKING),
    (WORKING, "li", "0001 方案：10月20日前补齐档案", State.PLANNED),
    (WORKING, "li", "0001回复：办不了，理由：法律不许 依据：条例三条", State.ANSWERED),
    (ANSWERED, "du", "0001质检通过", State.SURVEYING),
    (ANSWERED, "du", "0001 质检不通过，没写依据", State.REWORK),
    (SENT[:1], "guan", "0001同意", State.DISPATCHED),
    (SENT[:1], "guan", "不批0001，单位不对", State.REGISTERED),
    ((), "guan", "把0001派给工商局 类=很难办", State.DISPATCHED),
)


@pytest.mark.parametrize(("before", "who", "text", "state"), FREE, ids=[one[2] for one in FREE])
async def test_what_is_written_freely_in_the_single_chat_is_carried_out(
    the_office: Office, before: tuple[c.Command, ...], who: str, text: str, state: State
) -> None:
    await the_office.opens()
    await the_office.do(NO, *before)
    outcome, _ = await single(the_office, who, text)
    assert outcome == "done"
    assert (await the_office.ticket()).state is state


#: what is asked, and words of the answer; the example in it is sent and passes
ASKED: tuple[tuple[tuple[c.Command, ...], str, str, str], ...] = (
    (SENT, "li", "@有诉即办 签收一下", "缺少工单号"),
    (WORKING, "li", "@有诉即办 0001能不能退单", "“退单”要办就直接写"),
    (WORKING, "li", "@有诉即办 0001退给税务", "缺少理由"),
    (WORKING, "li", "@有诉即办 0001退给月亮局，不归我们管", "没有“月亮局”这个部门"),
    (WORKING, "li", "@有诉即办 0001方案 9月1日 补档案", "已经过了"),
    (WORKING, "li", "@有诉即办 0001答复", "缺少答复内容"),
    (ANSWERED, "du", "@有诉即办 0001质检退回", "缺少理由"),
)


@pytest.mark.parametrize(("before", "who", "text", "answer"), ASKED, ids=[one[2] for one in ASKED])
async def test_what_is_missing_is_asked_with_an_example_that_works_there(
    the_office: Office, before: tuple[c.Command, ...], who: str, text: str, answer: str
) -> None:
    await the_office.opens()
    ticket = await the_office.do(NO, *before)
    outcome, said_back = await group(the_office, said(text, userid=who))
    assert outcome == "wrong_command"
    assert answer in said_back
    assert await the_office.ticket() == ticket
    example = said_back.partition("例如：")[2].splitlines()[0]
    outcome, _ = await single(the_office, who, example)
    assert outcome == "done", example


@pytest.mark.parametrize(
    "text",
    [
        "@有诉即办 大家辛苦了",
        "@有诉即办 收到，马上办",
        "@有诉即办 签收要点哪里呀",
        "@有诉即办 [玫瑰]",
        "「孙受理：0001谁的」\n- - - - -\n@有诉即办 我看看",
    ],
)
async def test_talk_among_colleagues_in_a_group_gets_no_answer(
    the_office: Office, text: str
) -> None:
    await two_sent(the_office)
    before: list[Ticket] = [await the_office.ticket(no) for no in (NO, OTHER)]
    letters = await the_office.letters()
    assert await group(the_office, said(text)) == ("talk", "")
    assert [await the_office.ticket(no) for no in (NO, OTHER)] == before
    assert await the_office.letters() == letters


async def test_a_mention_with_nothing_behind_it_is_told_how_to_ask(the_office: Office) -> None:
    assert await group(the_office, said("@有诉即办 ")) == ("not_a_command", staff.NOT_A_COMMAND)


async def test_who_only_names_a_ticket_hears_what_can_be_done_with_it(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    outcome, answer = await group(the_office, said("@有诉即办 0001先别签收，我问问"))
    assert outcome == "not_a_command"
    assert "/签收 2026-0001" in answer
    assert (await the_office.ticket()).state is State.DISPATCHED


@pytest.mark.parametrize("quoted", ["", "新工单 2026年第0001号"])
async def test_the_number_of_the_message_that_is_answered_counts(
    the_office: Office, quoted: str
) -> None:
    """A client sends the quotation in the text, or the frame has it apart."""
    await the_office.opens()
    await the_office.do(NO, *SENT)
    above = "" if quoted else "「有诉即办：新工单 2026年第0001号」\n- - - - - - -\n"
    outcome, _ = await group(the_office, said(f"{above}@有诉即办 签收", quoted=quoted))
    assert outcome == "done"
    assert (await the_office.ticket()).state is State.WORKING


async def test_free_lines_that_write_are_left_to_the_writer(the_office: Office) -> None:
    """R17: what only reads is read outside; a quotation may make a command of a word."""
    people = the_office.context.directory
    for text in ("0001签收", "麻烦催一下0001", "0001同意", "0001回复：好了"):
        assert not chat_commands.only_reads(text, people)
    assert not chat_commands.only_reads("签收", people, "新工单 2026年第0001号")
    for text in ("签收", "看下0001", "我的待办", "怎么用", "大家辛苦了"):
        assert chat_commands.only_reads(text, people)


async def test_who_registers_somebody_is_not_interrupted_by_what_that_person_tells(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    await single(the_office, "sun", "/登记")
    outcome, _ = await single(the_office, "sun", "他说0001催一下，一直没人管")
    assert outcome == "conversed"
    assert await the_office.log() == [one for one in await the_office.log() if one != "Remind"]


@pytest.mark.parametrize("text", ["让那位女同志接一下", "催一下", "同意", "帮我看看"])
async def test_who_tells_a_matter_of_their_own_is_not_taken_for_a_command(
    the_office: Office, text: str
) -> None:
    """A member of staff is a citizen too: while they tell, only a number makes a command of their words."""
    await single(the_office, "li", "我家门口的井盖坏了三个月了，没人管")
    outcome, _ = await single(the_office, "li", text)
    assert outcome == "conversed"


#: what was done before, who writes it in single chat, and the example that goes on from their words
GOES_ON: tuple[tuple[tuple[c.Command, ...], str, str, str], ...] = (
    (WORKING, "li", "0001退给税务", "/退单 2026-0001 税务局 "),
    (WORKING, "li", "退单 税务局 发票是他们管", "/退单 2026-0001 税务局 发票是他们管"),
    (WORKING, "li", "0001 两个工作日内把档案补齐", "/方案 2026-0001 两个工作日内 把档案补齐"),
    (SENT, "guan", "0001转给税务", "/改派 2026-0001 税务局 "),
    (ANSWERED, "du", "0001质检退回", "/质检 2026-0001 退回 "),
    ((), "sun", "0001转给税务", "/派单 2026-0001 税务局 "),
    ((), "sun", "0001转给税务，发票归他们", "/派单 2026-0001 税务局 "),
)


@pytest.mark.parametrize(
    ("before", "who", "text", "begins"), GOES_ON, ids=[one[2] for one in GOES_ON]
)
async def test_an_example_goes_on_from_what_was_typed_and_passes_as_it_stands(
    the_office: Office, before: tuple[c.Command, ...], who: str, text: str, begins: str
) -> None:
    """Where the command is not for now, what would be done with the same words is shown instead."""
    await the_office.opens()
    ticket = await the_office.do(NO, *before)
    _, answer = await single(the_office, who, text)
    assert begins in answer
    assert await the_office.ticket() == ticket
    example = (begins + answer.partition(begins)[2]).splitlines()[0].partition("）")[0]
    outcome, _ = await single(the_office, who, example)
    assert outcome == "done", example


@pytest.mark.parametrize(
    "text",
    [
        "0001怎么样了",
        "0001办得怎么样了",
        "今天还有啥没办的",
        "有啥要我批的",
        "还有哪些要派的",
        "怎么用",
        "派给税务",
        "催一下税务局",
        "督办单有哪些",
        "今天登记的有几个",
        "答复发出去了吗",
        "回访谁打的",
        "0001",
    ],
)
async def test_what_staff_ask_in_single_chat_is_of_their_work(
    the_office: Office, text: str
) -> None:
    """A citizen may say the same words of their own ticket; these people have none."""
    await the_office.opens()
    outcome, answer = await single(the_office, "sun", text)
    assert outcome != "conversed", answer


async def test_of_the_ticket_that_they_told_themselves_staff_are_answered_as_who_told_it(
    the_office: Office,
) -> None:
    for line in ("我家门口的井盖坏了三个月没人管", "孙梅 13800138000 城关镇东街8号", "确认"):
        await single(the_office, "sun", line)
    ticket = await the_office.ticket()
    assert ticket.complaint.complainant.name == "孙梅"
    outcome, _ = await single(the_office, "sun", "0001怎么样了")
    assert outcome == "conversed"


async def test_of_words_that_no_rule_lets_pass_the_rule_is_said_and_no_other_words_are_shown(
    the_office: Office,
) -> None:
    """Nobody votes for somebody who has the survey in their own chat: 未接通 is no answer to 他说满意."""
    await the_office.opens()
    await the_office.do(NO, *ANSWERED, c.Pass(by=SUPERVISOR))
    _, answer = await single(the_office, "sun", "0001电话打过了，他说满意")
    assert "未接通" not in answer
    assert "只有本人能评" in answer


async def test_a_question_about_a_command_is_told_how_it_is_given(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    outcome, answer = await single(the_office, "li", "答复怎么写")
    assert outcome == "not_a_command"
    assert "格式：/答复 号 内容" in answer
    assert "例如：/答复 2026-0001" in answer


@pytest.mark.parametrize(
    "text", ["待办", "看看我还有啥要处理的", "我下周出差，手上的单子交接给钱税务"]
)
async def test_a_whole_line_about_work_is_work_while_a_matter_of_their_own_is_told(
    the_office: Office, text: str
) -> None:
    await single(the_office, "li", "我家门口的井盖坏了三个月了，没人管")
    outcome, _ = await single(the_office, "li", text)
    assert outcome != "conversed"
