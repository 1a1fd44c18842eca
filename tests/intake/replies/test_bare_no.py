"""窗口无否决权 (LH-6a): no surface says a bare no; a reason and a way make it a good one (LH-6b, LH-6c)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.replies.bare_no import bare_no
from intake.replies.findings import Fault

pytestmark = pytest.mark.unit

#: what a bare no sounds like, on whatever surface it is said
NOES = (
    "不行",
    "不能办",
    "不予受理",
    "不予办理。",
    "没办法",
    "这个不归我们管",
    "办不了",
    "您的申请不予批准",
    "您反映的物业费问题，不予退还。",
    "不符合申请条件",
    "按规定不能办理",
    "安排不了",
    "此事无法解决，",
    "ＮＯ：不予受理！",
    "不予\u200b受理",
)
WHY = "因缺少租赁合同，"
WAY = "，请补齐后到二楼窗口重新申请"


@pytest.mark.parametrize("no", NOES)
def test_a_bare_no_is_found(no: str) -> None:
    """LH-6a: neither reason nor way."""
    found = bare_no(no)
    assert found is not None
    assert found.what is Fault.BARE_NO
    assert all(found.words)


@pytest.mark.parametrize("no", NOES)
def test_a_reason_alone_still_lacks_the_way(no: str) -> None:
    """LH-6b."""
    found = bare_no(f"{WHY}{no}")
    assert found is not None
    assert found.what is Fault.NO_WAY


@pytest.mark.parametrize("no", NOES)
def test_a_way_alone_still_lacks_the_reason(no: str) -> None:
    """SQ-P3.2c: 明确告知不能办的原因."""
    found = bare_no(f"{no}{WAY}")
    assert found is not None
    assert found.what is Fault.NO_WHY


@pytest.mark.parametrize("no", NOES)
def test_with_reason_and_way_it_may_be_said(no: str) -> None:
    """LH-6a, LH-6c: 讲清，列明需补充的内容."""
    assert bare_no(f"{WHY}{no}{WAY}") is None


def test_a_rejection_says_why_too() -> None:
    """LH-6a: rejections (驳回) to citizens and departments are a surface like the others."""
    bare, without_why = bare_no("驳回。"), bare_no("不同意延期，请按期办结")
    assert bare is not None
    assert bare.what is Fault.BARE_NO
    assert without_why is not None
    assert without_why.what is Fault.NO_WHY
    assert bare_no("驳回：方案没有写承诺日，请补充后再报") is None


def test_outside_our_scope_is_a_reason_and_needs_the_way() -> None:
    """LH-6b: 不属于受理范围 → 方法、路径."""
    outside = "该事项不属于我局职责范围"
    found = bare_no(outside)
    assert found is not None
    assert found.what is Fault.NO_WAY
    assert bare_no(f"{outside}，请您到县住建局二楼物业科反映") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "已为您办好，请领取",
        "您反映的执照办不了的问题已解决",
        "经核查，不存在不予受理的情况",
        "请勿提供虚假材料",
        "如材料不齐，将不予受理",
        "逾期不予受理",
        "能不能提供合同的照片",
        "请问您是否不同意这个方案的费用",
        "此前因系统故障无法办理，现已恢复",
        "本次服务不收费，不需要预约",
        "10月20日前修复，不会再停水",
        "您可以凭身份证办理",
        "窗口不得拒绝受理",
        "请问您的孩子是几年级，无法入学的具体情况是什么？",
        "改造期间不能供水的，由供水车送水",
        "驳回：方案没有写承诺日，请补充后再报",
        "电话无法接通，已发短信，请补充地点",
        "请不要重复缴费，本次不收取费用",
    ],
)
def test_what_is_no_refusal_stays_untouched(text: str) -> None:
    """LH-6a: told again, denied, a case that need not come, or no refusal at all."""
    assert bare_no(text) is None


@given(st.text(max_size=300))
def test_it_reads_any_text(text: str) -> None:
    found = bare_no(text)
    assert found is None or found.what in {Fault.BARE_NO, Fault.NO_WHY, Fault.NO_WAY}


@given(st.sampled_from(NOES), st.text(alphabet="的了呢吧。！ 好", max_size=20))
def test_particles_and_marks_do_not_hide_it(no: str, tail: str) -> None:
    """LH-6a."""
    assert bare_no(f"{no}。{tail}") is not None
