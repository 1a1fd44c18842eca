"""What is said about somebody's conduct is told from what is said about a window's work (N6, WZ-4.4, WZ-7.5)."""

import pytest

from dispatch.words.conduct import conduct, without

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "said",
    [
        "市场监管局的李科向我索要红包，不给就不办",
        "窗口的人要红包才给办",
        "举报市场监管局窗口李科长",
        "举报某人吃拿卡要",
        "我要举报，有个当官的收钱",
        "办准迁那个人家说不塞红包就往后排",
        "动刀前主刀的话里话外要个红包",
        "班主任过节暗示家长发红包",
        "窗口工作人员打骂群众",
        "3号窗口的小李骂我是乡巴佬",
        "李科长说再投诉就让我好看",
        "科长打击报复，把我的材料扣下了",
        "收了我500块钱不开票才给办",
        "办事员让我请他吃饭",
        "科长收了我两条烟",
        "派出所民警把我打了",
        "投诉人信息被泄露给对方了",
        "副局长贪污扶贫款",
        "工作人员上班时间打麻将",
        "交警索要钱财",
        "医保局工作人员威胁我撤诉",
        "他让我给他买两条烟才盖章，科长姓李",
        "窗口人员索要好处",
        "李科长收受贿赂",
    ],
)
def test_n6_what_is_said_of_somebodys_conduct_is_a_lead_and_says_by_which_words(said: str) -> None:
    found = conduct(said)
    assert found is not None
    assert found.words
    assert all(word in said for word in found.words)


@pytest.mark.parametrize(
    "said",
    [
        "窗口不给办，一直拖",
        "营业执照窗口态度差，爱答不理，跑了三趟",
        "市场监管局不作为，互相推诿",
        "窗口故意刁难，材料齐全也不给办",
        "举报市场监管局窗口工作人员态度差",
        "群里抢红包的那种赌，我男人输了三万",
        "年底老板发了个红包就算把半年的钱抵了",
        "点开一个领红包的网址，卡里钱没了",
        "会不会打击报复啊",
        "举报能不能不写姓名，怕穿小鞋",
        "确认之前我问一句，会报复我不",
        "你们会不会把我名字告诉窗口",
        "请不要透露我的姓名给对方",
        "请刚才办这个事的同志打我电话",
        "物业殴打业主，派出所也不管",
        "邻居打人，威胁我们",
        "房东威胁我要断水",
        "举报城西黑诊所，给小孩乱打针",
        "举报一家饭店卫生差",
        "窗口收了我20块钱工本费",
        "窗口工作人员很好，没有收红包",
        "工作人员打了电话通知我",
        "办营业执照要多少钱",
        "请问举报电话是多少",
        "烟酒店无证经营",
        "医生说要动手术，医保报销不了",
        "打点滴收费高",
        "严重威胁到群众生命安全，城管局不管",
        "跑了三趟营业执照还没办下来，窗口总说系统坏了",
    ],
)
def test_wz_4_4_wz_7_5_a_windows_idleness_or_manner_and_what_others_did_is_no_lead(
    said: str,
) -> None:
    assert conduct(said) is None
    assert without(said) == said


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        (
            "我去办营业执照，跑了三趟还没办下来，窗口的李科向我要红包，不给就不给办",
            "我去办营业执照，跑了三趟还没办下来",
        ),
        ("8号窗口的李科，收了我两条烟。营业执照到现在没办下来。", "营业执照到现在没办下来。"),
        ("房产证拖了半年！办事员打骂群众，他还威胁我。请给个说法", "房产证拖了半年！请给个说法"),
    ],
)
def test_n6_the_matter_that_came_with_a_lead_is_told_apart_from_it(said: str, rest: str) -> None:
    """What leads to it and what goes on about it is cut with it; the matter stays as it was written."""
    found = conduct(said, ("李科",))
    assert found is not None
    assert (found.rest, found.is_alone) == (rest, False)


@pytest.mark.parametrize(
    "said", ["举报李科长索要红包，请严肃查处", "窗口的人打骂群众！", "匿名举报：科长吃拿卡要"]
)
def test_n6_a_lead_and_nothing_else_leaves_no_matter(said: str) -> None:
    found = conduct(said)
    assert found is not None
    assert found.is_alone


def test_n6_what_the_desk_calls_a_lead_is_one_whatever_its_words() -> None:
    said = "李科开着公家的车接孩子。营业执照还没办下来"
    assert conduct(said, ("李科",)) is None
    found = conduct(said, ("李科",), all_of_them=True)
    assert found is not None
    assert found.rest == "营业执照还没办下来"
