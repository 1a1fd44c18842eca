"""However somebody is called amid a sentence, no group reads it; ordinary words stay (N6)."""

from itertools import product

import pytest

from intake.extract.extract import find, mask, nameless

pytestmark = pytest.mark.unit

#: common and rare, simple and double, in both scripts
SURNAMES = (
    *("王", "李", "张", "刘", "陈", "赵", "吴", "孙", "高", "石", "白", "江", "方", "常", "金", "马", "任"),
    *("何", "于", "林", "黄", "欧阳", "上官", "陳", "張", "劉", "趙", "馬", "葉"),
)  # fmt: skip
GIVEN = ("建国", "秀英", "强", "𬱖", "䶮", "㐂㐆", "建國", "翠蓮", "子墨", "大勇")
OFFICES = (
    *("主任", "副主任", "书记", "科长", "副局长", "所长", "队长", "站长", "镇长", "村长", "经理"),
    *("警官", "法官", "科長", "隊長", "書記", "會計", "处长"),
)
RESPECTS = ("先生", "女士", "师傅", "律师", "醫生", "老師", "大姐", "阿姨")
#: where a sentence has somebody
POSITIONS = (
    *("找{}办的", "{}说不行", "跟{}反映没用", "是{}让我去的", "我去问{}，没人理", "昨天给{}打了电话"),
    *("镇政府{}答应过", "市场监管局{}不在", "村里的{}不管", "窗口{}态度差", "后来{}就走了", "已与{}联系"),
    *("经{}同意后办理", "请{}核实", "（{}）", "答复：{}已上门", "派出所{}出警", "交警队{}到场"),
)  # fmt: skip
#: surnames that are words as well stand alone only where a clause or a clear lead says so
PLAIN = tuple(
    one
    for one in SURNAMES
    if one not in ("方", "于", "常", "任", "何", "林", "马", "馬", "葉", "黄")
)


@pytest.mark.parametrize("position", POSITIONS)
def test_n6_surname_and_title_are_hidden_wherever_they_stand(position: str) -> None:
    for surname, title in product(PLAIN, OFFICES):
        text = position.format(surname + title)
        assert mask(text) == position.format("〔姓名〕"), text
    for surname, title in product(PLAIN, RESPECTS):
        text = position.format(surname + title)
        assert mask(text) == position.format(f"〔姓名〕{title}"), text


@pytest.mark.parametrize("position", POSITIONS)
def test_n6_a_whole_name_and_title_are_hidden_wherever_they_stand(position: str) -> None:
    for surname, given, title in product(PLAIN, GIVEN, ("主任", "副局長", "女士")):
        text = position.format(surname + given + title)
        masked = mask(text)
        assert surname + given not in masked, text
        assert given not in masked, text
        assert "〔姓名〕" in masked, text


@pytest.mark.parametrize("surname", ["方", "于", "常", "任", "何", "林", "马", "馬", "葉", "黄"])
def test_n6_a_surname_that_is_a_word_too_is_hidden_where_a_name_begins(surname: str) -> None:
    for position, title in product(("找{}", "{}说不行", "跟{}说", "村里的{}"), OFFICES):
        text = position.format(surname + title)
        assert mask(text) == position.format("〔姓名〕"), text


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("跟刘所反映没用", "刘所"),
        ("李局不批", "李局"),
        ("找王队说情", "王队"),
        ("隔壁老王天天吵", "老王"),
        ("让小刘给我打电话", "小刘"),
        ("老李头不同意", "老李"),
        ("秀英大姐来过", "秀英"),
        ("我儿子建国在外打工", "建国"),
        ("女儿晓燕也没办成", "晓燕"),
        ("王建国主任来过，建国说可以办", "建国"),
        ("我叫张翠花。翠花家的地被占了", "翠花"),
        ("已联系张建国，其表示同意", "建国"),
        ("经与李秀英沟通，达成一致", "秀英"),
        ("我局工作人员刘强已上门", "刘强"),
        ("据周翠花反映", "翠花"),
        ("孙悟空家的树", "悟空"),
        ("已告知陳建國本人", "建國"),
        ("经找張𬱖核实", "𬱖"),
        ("与王䶮協商", "䶮"),
        ("𬱖主任来过", "𬱖"),
    ],
)
def test_n6_a_name_without_a_title_is_hidden(said: str, secret: str) -> None:
    assert secret not in mask(said)
    assert secret not in nameless(said)


WORDS = """
    王府井 李子 白酒 高速 马路 金额 方案 石油 江边 水费 王牌 王国 张贴 张开 杨树 杨梅 黄色 黄土 黄河 黄金 黄牛 黄瓜 黄昏 周边
    周围 周末 周期 周一 孙子 孙女 马上 马桶 马匹 胡同 胡萝卜 何时 何处 林业局 林地 林木 罗列 郑州 谢谢 韩国 曾经 曾多次 田地
    田间 董事会 余款 余额 杜绝 叶子 程序 程度 苏州 任务 任何 任意 沈阳 陆续 范围 熊猫 雷电 莫名 高中 高考 高层 高铁 白天 白条
    金融 金属 方便 方向 方式 石头 石桥 江湖 江苏 水电 水管 水库 常务 常年 安全 安装 安置 时间 时候 和平 和解 平安 平房 平台
    文化 文明 车位 车间 车辆 单位 单据 房产 房租 管道 管理 关系 关闭 公园 公安 国土 国家 党委 党员 农业 农民 农村 家庭 家具
    路灯 路面 通知 通行 包工 全体 全部 应急 应当 司法所 司机 万达广场 左右 东方 南方 边界 养老 居民 居委会 纪委 连续 付款 都市
    双方 甘蔗 古城 花园 柴油 桂花 温度 温泉 项目 项链 丰收 季度 段落 庄稼 武装 贺卡 钱款 毛巾 康复 汤圆 米饭 史志 龙头 牛奶
    井盖 曲折 广场 满意 强制 冷库 空调 游客 王家沟 李庄 张湾 陈店 刘集 吴家庄 赵桥
"""
FRAMES = (
    *(
        "找{}",
        "去{}看",
        "{}的事",
        "与{}有关",
        "对{}说明",
        "请{}",
        "关于{}反映",
        "和{}在一起",
        "经{}同意",
    ),
    *("{}", "据{}称", "到{}说", "由{}承诺", "我家{}没有", "已通知{}", "{}说了三遍"),
)


def test_ordinary_words_stay_wherever_they_stand() -> None:
    assert len(WORDS.split()) >= 100
    texts = [frame.format(word) for word, frame in product(WORDS.split(), FRAMES)]
    assert [text for text in texts if mask(text) != text] == []


OF_NOBODY = """
    语文老师不讲课 历史老师 音乐老师请假 班主任老师 班主任不管 主治医生 主任医生说 值班经理 工程经理 大堂经理 客户经理 项目经理 车间主任
    党委书记 村支部书记 妇联主任 计生主任 治保主任 常务副主任 司法所所长 林业站站长 厂方经理 对方律师说 经主任同意 由于主任不在 关于主任
    感谢主任 车管所长 办公室主任 时任书记 曾任局长 管区书记 片区民警 单位领导 公安局不管 林业局不管 此处局长 找房管局 去农业局 供电所说
    水利局办 厕所坏了 高处坠物 找车队 与乐队 文科老师 双语老师 的全科医生 小学校长 高中校长 教体局局长 住建局长 维修师傅 水电师傅
    公交司机师傅 农民工大哥 孤寡老人 小高层 小马路 小孙子上学 老城区 老小区 老师说 小程序不能用 小黄车 小田地 老林地 小汤山 孩子平安
    儿子上大学 和周边商户沟通 请马上处理 给李子树 与张贴的不符 对周围的影响 由郑州到 和吴家庄的村民 与李家沟的路 到王家坪的 经任何人同意
    由林业部门 在马路边 向何处反映 陈述说 李村说 王庄说 各位老师 和老师说 问医生 有关同志 全体同志 广大同志 相关工作人员已上门
    经办人不在 户主要求 干部同意 他叫了车 于是主任说 由安全主管部门 银行行长 社区书记 驻村第一书记 包村干部 应急局长 人大主席 上海市长
    向市长反映 找县长 村组长 门店店长 老百姓说 老龄委 卫生主管部门 代课教师 王某某说 与李某沟通
"""


@pytest.mark.parametrize("text", OF_NOBODY.split())
def test_a_title_without_a_name_stays(text: str) -> None:
    assert mask(text) == text


def test_only_names_are_hidden_where_numbers_must_stay() -> None:
    said = "请找王主任，电话0391-7212345，人民路12号"
    assert nameless(said) == "请找〔姓名〕，电话0391-7212345，人民路12号"


def test_a_paper_may_name_whom_it_is_about() -> None:
    said = "城建局李科长收钱，证人张翠花13800138000"
    assert mask(said, in_office=False) == "城建局李科长收钱，证人张翠花〔电话〕"


def test_nobody_in_a_sentence_fills_the_form() -> None:
    assert find("找王主任办的，李秀英说不行").names == ()
