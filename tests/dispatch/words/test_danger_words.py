"""Danger is heard in the words people use, of now; what only looks like it is not."""

import pytest

from dispatch.words.emergencies import Danger, Peril, emergency_numbers, heard

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("我家着火了，快来", ("119",), id="fire"),
        pytest.param("楼下ＫＴＶ着\u200b火了", ("119",), id="full-width and zero-width"),
        pytest.param("着 火 了", ("119",), id="spaces"),
        pytest.param("闻到煤气味，可能燃气泄漏了", ("119",), id="perhaps is enough"),
        pytest.param("有人持刀在小区里", ("110",), id="knife"),
        pytest.param("再不给办我就从楼上跳楼", ("110", "120"), id="a threat is taken seriously"),
        pytest.param("老人晕倒了叫不醒", ("120",), id="unconscious"),
        pytest.param("路口刚出了车祸，有人受伤", ("122", "120"), id="accident with injured"),
        pytest.param("两车追尾堵路了", ("122",), id="accident"),
    ],
)
def test_an_emergency_shows_its_numbers_at_once(text: str, numbers: tuple[str, ...]) -> None:
    """FW-5.3.4."""
    assert emergency_numbers(text) == numbers


#: of each kind of danger some sentences, as people would write them
SENTENCES: dict[Peril, str] = {
    Peril.FIRE: """
        我家灶台着了，火往上窜 三楼窗户往外冒烟，有人喊 厂房烧起来了，消防车还没来 厨房燒起來了
        电动车在楼道里爆炸了 隔壁楼道全是黑烟，老人下不来 山上起火了，离村子很近
        """,
    Peril.GAS: """
        家里煤气漏了 燃气灶那边一直嘶嘶响 屋里煤气味特别重 挖掘机把燃气管子挖断了 燃氣洩漏了，怎麼辦
        液化气罐漏气，拧不紧 屋里烧着炭，三个人都头晕恶心
        """,
    Peril.VIOLENCE: """
        我男人又在家打我，孩子吓得直哭 他拿刀追着我砍 两个人在大厅打架，见血了 有人抢我的包跑了
        我弟被人捅了 有人一直尾随我 我被关在传销窝里
        """,
    Peril.THREAT: """
        你们等着，我带炸药过来 他提着汽油桶进来了 他说要杀我全家 再不办我就开车撞进去
        有人要点火烧大厅 我要跟你们同归于尽
        """,
    Peril.SELF_HARM: """
        有人要跳下来了 喝药了 我不活了 他爬到塔吊上说不给钱就跳 我妈从楼上跳了 她把农药喝下去了
        今天不解决我就死在你们大厅 我刚吃了老鼠药 有人在桥上翻栏杆 我没有活路了 我撑不下去了
        """,
    Peril.MEDICAL: """
        我爸晕倒在窗口前面了 老太太突然倒地，叫不应 孩子误吞了硬币，脸发紫 我妈心梗犯了，在三楼大厅
        工人掉下来了，头在流血 孕妇要生了，在一楼大厅 有人食物中毒了，七八个人吐 快打120
        """,
    Peril.TRAFFIC: """
        我爸被车撞了，动不了 大巴翻到沟里了 电动车撞了老人，头破了 面包车掉河里了 货车侧翻压到人了
        """,
    Peril.WATER: """
        孩子掉井里了 有人落水，快来人 我儿子掉进粪池了 车被淹了，人还在里面出不来 水库要决堤了
        村里发洪水了，我们在屋顶上
        """,
    Peril.ELECTRIC: """
        工人触电了，躺在地上 电线断了掉在路上，滋滋冒火花 踩到电线被电了 楼道漏电，有人倒了
        变压器爆了，冒着火
        """,
    Peril.STRUCTURE: """
        房子塌了，压着两个人 楼板掉下来砸到人了 围墙倒了砸到小孩 施工的架子垮了，人埋里面 塌方了，有人被埋
        """,
    Peril.TRAPPED: """
        电梯里困着三个人 电梯停在半中间，里面有小孩 小孩的手夹在门缝里拔不出来 锁在车里的娃脸都红了
        手指头卡进机器了 我被困在地下室出不来
        """,
    Peril.MISSING: """
        孩子走丢了，三岁 我爸有老年痴呆，早上出去找不到了 小孩被人抱走了 女儿被网友骗走了
        爷爷出门一天没回来
        """,
}


@pytest.mark.parametrize(
    ("peril", "text"),
    [(peril, text) for peril, texts in SENTENCES.items() for text in texts.split()],
)
def test_every_kind_of_danger_is_heard(peril: Peril, text: str) -> None:
    """FW-5.3.4, PY-4.2.12."""
    danger = heard(text)
    assert peril in danger.perils
    assert danger.numbers


@pytest.mark.parametrize(
    "text",
    [
        "大火锅店的卫生许可证怎么办",
        "我家订单爆炸式增长",
        "触电保护器坏了物业不修",
        "跳楼价清仓太吵了",
        "灭火器过期了哪里换",
        "消防验收过不了怎么办",
        "小区消防通道被堵，万一起火怎么办",
        "这里容易发生火灾",
        "火灾隐患没人管",
        "没有着火",
        "去年车祸的交通事故认定书一直不给",
        "工伤死亡赔偿办不下来",
        "救命钱一直没批下来",
        "救命药能报销吗",
        "打了三次电话没人接",
        "窗口人员打我电话让我去",
        "气死我了",
        "笑死人了",
        "这办事效率真要命",
        "热死了大厅空调不开",
        "系统又崩了",
        "页面卡死了",
        "我手机掉河里了要补卡",
        "身份证掉了怎么补办",
        "孩子丢了户口本怎么补",
        "找不到办事窗口",
        "停电两天了没人修",
        "水管爆了没人管",
        "烧烤店油烟扰民",
        "火化费用能减免吗",
        "杀猪的屠宰证怎么办",
        "农药经营许可证怎么办",
        "买到假农药庄稼死了",
        "电梯年检过期了",
        "我被他们踢皮球，困在流程里了",
        "家暴告诫书去哪里开",
        "危房改造补助什么时候发",
        "跳广场舞太吵",
        "跳槽了社保怎么转",
        "交通事故赔偿款没到",
        "煤气费怎么缴",
        "我爷爷失踪多年怎么宣告死亡",
        "小店快撑不下去了，能减租吗",
        "审批卡在环保局那里",
        "钱卡在账户里出不来",
        "窗口压着我的件不办",
        "我不想在这个单位干了",
        "电视剧里跳楼那段在哪拍的",
        "以前我家着过火，现在想办补助",
        "上次晕倒多亏你们工作人员",
        "想死你们了，来办个证",
        "房子要倒了申请危房改造三年没批",
        "工厂烟囱冒黑烟",
        "三年前房子倒塌，补助没给",
        "脑梗后遗症办残疾证",
        "工伤断了手指，认定慢",
        "这条路经常出车祸，建议装红绿灯",
        "我快被你们逼疯了",
        "我不活动了",
        "退休手续卡在档案上",
        "我的投诉怎么没动静了",
        "帮我砍一刀",
        "电线老化",
    ],
)
def test_paper_the_past_what_if_and_figures_of_speech_are_no_emergency(text: str) -> None:
    assert heard(text) == Danger()


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("我不想活了", True),
        ("不想活了", True),
        ("活着没意思，药已经备好了，我喝了农药", True),
        ("要是再不解决，我就从你们楼上跳下去", True),
        ("我老婆说她不想活了", False),
        ("有人要跳楼", False),
        ("我们店活不下去了", False),
        ("电影里他跳楼那段", False),
    ],
)
def test_who_speaks_of_their_own_death_is_told_from_who_tells_of_another(
    text: str, is_own: bool
) -> None:
    assert heard(text).is_crisis is is_own


def test_it_was_so_and_is_so_again_counts_as_now() -> None:
    assert heard("去年这里着火过") == Danger()
    assert heard("去年着火过，现在又着火了").numbers == ("119",)
