"""乱回拦截 (N3): good answers pass, bad ones show what is wrong, and who complains plays no part."""

import time

import answers_unseen
import pytest
from answers_bad import BAD
from answers_bad import Row as Bad
from answers_good import GOOD
from answers_good import Row as Good
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake.replies import answer
from intake.replies.findings import Fault, Finding
from intake.replies.guard import findings
from intake.replies.words import Words

pytestmark = pytest.mark.unit

NEEDS = ("答复意见", "理由", "依据")
KNOWN = ("武陟县", "市场监督管理局")
GOOD_ROWS = (*GOOD, *answers_unseen.GOOD)
BAD_ROWS = (*BAD, *answers_unseen.BAD)


def found(
    words: Words,
    said: str,
    text: str,
    reason: str = "",
    basis: str = "",
    *,
    needs: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Return what speaks against an answer to *said*."""
    told = answer.told(said, KNOWN, words)
    return findings(told, answer.reply(text, reason, basis, words), needs=needs)


def faults(against: tuple[Finding, ...]) -> set[Fault]:
    """Return only what is wrong."""
    return {one.what for one in against}


@pytest.mark.parametrize("row", GOOD_ROWS, ids=[row[0] for row in GOOD_ROWS])
def test_a_good_answer_leaves_without_an_alarm(words: Words, row: Good) -> None:
    """N3: an alarm costs somebody an override by name."""
    _, said, text, reason, basis = row
    needs = NEEDS if reason else ()
    assert found(words, said, text, reason, basis, needs=needs) == ()


@pytest.mark.parametrize("row", BAD_ROWS, ids=[row[0] for row in BAD_ROWS])
def test_a_bad_answer_shows_exactly_what_is_wrong(words: Words, row: Bad) -> None:
    """N3, LH-6a, FW-4.3f, WZ-9.1."""
    _, said, text, reason, basis, wrong, needs_both = row
    against = found(words, said, text, reason, basis, needs=NEEDS if needs_both else ())
    assert faults(against) == {Fault(one) for one in wrong.split()}


def test_the_tables_are_as_large_as_promised_and_show_every_fault() -> None:
    """N3: at least sixty of each; NEAR_COPY needs a second answer and has its own tests."""
    assert min(len(GOOD), len(BAD)) >= 60
    shown = {one for row in BAD_ROWS for one in row[5].split()}
    assert shown == {one.value for one in Fault} - {Fault.NEAR_COPY.value}


def test_an_answer_may_lack_several_things_at_once(words: Words) -> None:
    """N3: each is found by itself (WZ-9.1, LH-6a)."""
    against = found(words, "路灯坏了没人修", "路灯不归我们管。", needs=NEEDS)
    assert [one.what for one in against] == [Fault.NO_REASON, Fault.NO_BASIS, Fault.BARE_NO]


# adding the missing part removes its finding

ASKS = ("修好电梯", "退还多收的物业费", "查处烧烤店噪音", "公开维修资金账目")
ANSWERS = (
    "电梯已于9月30日修复。",
    "多收的物业费已全部退还。",
    "烧烤店噪音超标，已立案查处。",
    "维修资金账目已在公示栏公开。",
)


@given(st.sets(st.integers(0, 3), min_size=1))
def test_the_asks_that_are_not_answered_are_named_and_no_others(
    words: Words, answered: set[int]
) -> None:
    """N3: every 诉求点 covered; answering one removes it from the finding."""
    said = "要求：" + "；".join(f"{n}、{ask}" for n, ask in enumerate(ASKS, 1))
    against = found(words, said, "".join(ANSWERS[n] for n in sorted(answered)))
    missed = tuple(ask for n, ask in enumerate(ASKS) if n not in answered)
    assert [one.words for one in against] == ([missed] if missed else [])


@pytest.mark.parametrize(
    ("said", "bad", "added", "fault"),
    [
        ("路灯坏了", "路灯问题已转交城管局。", "10月9日已修复。", Fault.PASSED_ON),
        ("想退物业费", "物业费不予退还。", "", Fault.BARE_NO),
        ("想退物业费", "物业费因合同未到期不予退还。", "请到期后凭合同到物业办理。", Fault.NO_WAY),
        ("路灯坏了", "收到。", "路灯已更换灯泡。", Fault.HOLLOW),
    ],
)
def test_what_was_missing_removes_its_finding(
    words: Words, said: str, bad: str, added: str, fault: Fault
) -> None:
    """N3, LH-6b."""
    assert fault in faults(found(words, said, bad))
    better = bad + (added or "因为合同仍在期内，到期后您可凭合同到物业办理。")
    assert fault not in faults(found(words, said, better))


@pytest.mark.parametrize(
    "basis",
    [
        "《物业管理条例》第四十条",
        "豫政办〔2024〕11号",
        "市政府2023年通知",
        "住建部令第39号公告",
        "国办发[2015]96号",
    ],
)
def test_a_basis_that_names_its_document_is_enough(words: Words, basis: str) -> None:
    """WZ-9.1."""
    text = "物业费已核减。"
    assert found(words, "物业费太高", text, "面积多算了两平方米", basis, needs=NEEDS) == ()
    lacking = found(words, "物业费太高", text, "面积多算了两平方米", "", needs=NEEDS)
    assert faults(lacking) == {Fault.NO_BASIS}


# foreign places, people, sums

MENDED = "经查看，{place}的井盖已更换。"


@pytest.mark.parametrize(
    "text",
    [
        "我局会同县征收办现场核实，井盖已更换。",
        "已会同县住建局、县城管局到现场，井盖已更换。",
        "经我局会同县直有关部门查看，井盖已更换。",
        "由县征收办会同县财政局办理，井盖已更换。",
    ],
)
def test_who_acted_with_whom_is_no_county(words: Words, text: str) -> None:
    """会同 is a county of another province too; there it is named as one names a place."""
    assert found(words, "井盖丢了", text) == ()


@pytest.mark.parametrize(
    "text", ["请到会同县政务中心办理，井盖已更换。", "此事由湖南省会同县住建局负责，井盖已更换。"]
)
def test_a_county_whose_name_is_a_verb_is_foreign_where_a_place_is_meant(
    words: Words, text: str
) -> None:
    assert faults(found(words, "井盖丢了", text)) == {Fault.FOREIGN_PLACE}


@pytest.mark.parametrize("place", ["城关镇", "和平路", "阳光花园小区", "大李村", "修武县"])
def test_a_place_is_foreign_until_somebody_named_it(words: Words, place: str) -> None:
    """N3: the complaint and what the desk knows make it known."""
    text = MENDED.format(place=place)
    assert faults(found(words, "井盖丢了", text)) == {Fault.FOREIGN_PLACE}
    assert found(words, f"{place}的井盖丢了", text) == ()
    told = answer.told("井盖丢了", (f"地址：{place}东段",), words)
    assert findings(told, answer.reply(text, "", "", words)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "我县各乡镇、村（社区）的农村公路井盖已更换，沿街商户可以正常通行。",
        "县政府组织镇村干部更换井盖，马路已恢复通行。",
        "依据《城关镇井盖管理办法》，井盖已更换。",
        "井盖已更换，联系人：王小明，电话0391-7200000。",
        "河南省、郑州市相关部门已派员，井盖已更换。",
    ],
)
def test_general_words_titles_and_staff_are_not_foreign(words: Words, text: str) -> None:
    """N3."""
    assert found(words, "井盖丢了", text) == ()


@pytest.mark.parametrize(
    ("said", "told_again", "is_foreign"),
    [
        ("拖欠工资3000元", "3000元", False),
        ("拖欠工资三千元", "3000元", False),
        ("拖欠工资0.3万元", "3000元", False),
        ("拖欠工资3千多元", "3200元", False),
        ("拖欠1000元和2000元工资", "3000元", False),
        ("拖欠工资3000元", "5800元", True),
        ("拖欠工资", "5800元", True),
    ],
)
def test_a_sum_told_again_must_be_the_one_that_was_told(
    words: Words, said: str, told_again: str, is_foreign: bool
) -> None:
    """N3."""
    text = f"您反映的拖欠工资{told_again}问题，单位10月9日已支付到账。"
    assert (Fault.FOREIGN_AMOUNT in faults(found(words, said, text))) is is_foreign


@pytest.mark.parametrize("new", ["罚款5000元", "已退还1350元", "收费标准为每吨2.4元"])
def test_a_new_sum_of_the_answer_is_its_own(words: Words, new: str) -> None:
    """N3: fines, refunds and standards need not have been told."""
    assert found(words, "水费多收了2000元", f"经核查水表，{new}。") == ()


# near copies

ANSWER = (
    "经现场查看，阳光花园小区门口3盏路灯因电缆老化不亮，已于10月9日更换电缆并恢复照明，"
    "同时对小区内其余42盏路灯逐一排查，更换老化灯泡6只。"
)


def copies(words: Words, text: str, other: str) -> tuple[tuple[str, ...], ...]:
    """Return the numbers under which *text* is a near copy of *other*."""
    told = answer.told("阳光花园小区门口路灯坏了", KNOWN, words)
    reply = answer.reply(text, "", "", words)
    against = findings(told, reply, others=[("2026-0007", answer.shingles(other))])
    return tuple(one.words for one in against if one.what is Fault.NEAR_COPY)


@pytest.mark.parametrize(
    "copy",
    [
        ANSWER,
        ANSWER.replace("10月9日", "10月12日"),
        f"您好，{ANSWER}感谢您的支持与理解，祝您生活愉快！",
    ],
)
def test_a_near_copy_names_the_ticket_it_was_copied_from(words: Words, copy: str) -> None:
    """N3: another day, a greeting more do not make another answer."""
    assert copies(words, copy, ANSWER) == (("2026-0007",),)


def test_short_answers_and_other_answers_of_one_form_are_no_copies(words: Words) -> None:
    """N3."""
    assert copies(words, "路灯已修复。", "路灯已修复。") == ()
    other = (
        "经现场查看，建设路与和平路交叉口井盖破损，已于10月9日更换井盖并恢复通行，感谢您的支持。"
    )
    assert copies(words, ANSWER, other) == ()


# any text, quickly

anything = st.one_of(st.text(max_size=200), st.sampled_from([row[2] for row in BAD_ROWS]))


@given(anything, anything, anything, anything)
@example("\0", "😀" * 50, "\u202e", "《》")
@settings(deadline=None)
def test_no_text_is_too_strange(
    words: Words, said: str, text: str, reason: str, basis: str
) -> None:
    """N3: an answer is read whatever it holds."""
    for one in found(words, said, text, reason, basis, needs=NEEDS):
        assert one.what in Fault


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["不", "已转", "1、要求退", "😀", "\0", "《", "12345,", "正在", "尊敬的", "一是"]
)
def test_the_time_grows_with_the_length_and_not_faster(words: Words, sign: str) -> None:
    """N3: four times the text takes no more than about four times as long (quadratic were sixteen)."""

    def seconds(length: int) -> float:
        text = (sign * length)[:length]
        taken = []
        for _ in range(3):
            begin = time.process_time()
            found(words, text, text, text, text, needs=NEEDS)
            taken.append(time.process_time() - begin)
        return min(taken)

    seconds(100)
    assert seconds(10_000) < 10 * seconds(2_500) + 0.02
