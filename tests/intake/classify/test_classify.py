"""The suggestion: explainable, steady, and right for the everyday words of a service centre."""

import pytest

from intake.classify import dictionary as keywords
from intake.classify import matters
from intake.classify.classify import Named, Suggester
from intake.classify.dictionary import BadDictionary, Dictionary

pytestmark = pytest.mark.unit


EVERYDAY = [
    ("跑了三趟营业执照还没办下来，窗口总说系统坏了", "business_licence", "shichang"),
    ("想开个小饭店，食品经营许可证一直批不下来", "food_permit", "shichang"),
    ("身份证丢了补办要多久", "id_card", "gongan"),
    ("给刚出生的孩子上户口，派出所不给落户", "household", "gongan"),
    ("护照办理预约不上", "passport", "churujing"),
    ("房子买了五年，开发商一直不给办房产证", "property_transfer", "budongchan"),
    ("贷款还清了，抵押登记注销不了", "mortgage_registration", "budongchan"),
    ("公积金提取材料齐全就是不给办", "provident_fund", "gongjijin"),
    ("住院回来医保报销一直没到账", "medical_insurance", "yibao"),
    ("在外地住院，异地就医备案办不了", "medical_remote", "yibao"),
    ("社保关系从外省转移回来半年没结果", "social_transfer", "renshe"),
    ("到年龄了退休手续办不下来，养老金领不到", "pension", "renshe"),
    ("失业金申领一直不通过", "unemployment", "renshe"),
    ("在工地摔断腿，工伤认定不给做", "work_injury", "renshe"),
    ("老板拖欠工资三个月，农民工工资要不回来", "unpaid_wages", "renshe"),
    ("低保申请交了材料村里说不够条件", "subsistence", "minzheng"),
    ("结婚登记的系统查不到我的信息", "marriage", "minzheng"),
    ("施工许可证报了一个月没批", "construction_permit", "zhujian"),
    ("物业乱停车收费，业委会没人管", "property_management", "zhujian"),
    ("车辆年检排队一上午", "vehicle_inspection", "jiaojing"),
    ("驾驶证换证要跑几趟", "driving_licence", "jiaojing"),
    ("道路运输证到期换不了", "road_transport_permit", "jiaotong"),
    ("孩子小学入学报名说户口不在学区", "enrolment", "jiaoyu"),
    ("教师资格认定现场确认没人", "teacher_certificate", "jiaoyu"),
    ("家里停水两天了，水管爆了没人修", "water", "gongshui"),
    ("经常停电，变压器老坏", "power", "gongdian"),
    ("小区天然气安装交了钱不给通", "gas", "ranqi"),
    ("暖气不热，供暖费照收", "heating", "reli"),
    ("办厂的环评批复等了半年", "environment_permit", "huanbao"),
    ("楼下广场舞噪音扰民", "noise", "huanbao"),
    ("残疾证评定一直没消息", "disabled", "canlian"),
    ("退伍军人优待证还没发", "veterans", "tuiyi"),
    ("宅基地建房审批不给盖章", "homestead", "nongye"),
    ("发票领不到，税控盘锁死了", "tax_invoice", "shuiwu"),
    ("窗口工作人员态度恶劣还骂人", "attitude", "zhengwu"),
    ("几个部门互相推诿踢皮球", "shirking", "zhengwu"),
]


@pytest.mark.parametrize(("text", "matter", "department"), EVERYDAY)
def test_everyday_words_find_their_matter_and_department(
    suggester: Suggester, text: str, matter: str, department: str
) -> None:
    """WZ-7.1."""
    found = suggester.suggest(text)
    assert found.categories[0].id == matter, found.categories
    assert found.departments[0].id == department, found.departments


def test_there_are_always_three_of_each_sorted_with_confidence_between_0_and_1(
    suggester: Suggester,
) -> None:
    for text in [*(one[0] for one in EVERYDAY), "嗯", "。", "x", "天气不错", "水" * 3000]:
        found = suggester.suggest(text)
        for ranked in (found.categories, found.departments):
            assert len(ranked) == 3
            assert all(0 <= one.confidence <= 1 and one.score >= 0 for one in ranked)
            assert [o.score for o in ranked] == sorted((o.score for o in ranked), reverse=True)
            confidences = [one.confidence for one in ranked]
            assert confidences == sorted(confidences, reverse=True)
            assert sum(confidences) <= 1


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b\ufeff"])
def test_an_empty_text_gives_nothing(suggester: Suggester, text: str) -> None:
    found = suggester.suggest(text)
    assert (found.sure, found.categories, found.departments) == (False, (), ())
    assert suggester.suggest_cause(text) == ()


def test_every_score_is_the_sum_of_its_words(suggester: Suggester) -> None:
    """Rule 1: nobody has to believe a number."""
    for text, _, _ in EVERYDAY:
        found = suggester.suggest(text)
        for one in (*found.categories, *found.departments):
            assert one.score == pytest.approx(max(0, sum(w for _, w in one.hits)), abs=1e-3)
            assert all(word in text.lower() for word, _ in one.hits)


def test_a_word_that_misleads_weighs_against(suggester: Suggester) -> None:
    found = suggester.suggest("办抵押登记要身份证复印件，登记中心不给办")
    assert found.categories[0].id == "mortgage_registration"
    assert all(one.confidence < 0.2 for one in found.categories if one.id == "id_card")


def test_full_width_and_zero_width_words_are_the_same_words(suggester: Suggester) -> None:
    plain = suggester.suggest("ktv噪音扰民")
    assert suggester.suggest("ＫＴＶ噪\u200b音扰民") == plain
    assert plain.categories[0].id == "noise"


def test_the_manner_yields_to_the_thing_it_is_about(suggester: Suggester) -> None:
    found = suggester.suggest("窗口态度差，推诿扯皮，营业执照办不下来")
    assert found.categories[0].id == "business_licence"
    assert found.departments[0].id == "shichang"


def test_a_named_department_counts(suggester: Suggester) -> None:
    assert suggester.suggest("我去民政局好几次都没有结果").departments[0].id == "minzheng"


def test_vague_words_are_never_sure_and_clear_ones_are(suggester: Suggester) -> None:
    for text in ("你好", "有个事想说一下", "不满意", "身份证和房产证和驾驶证都要办"):
        assert not suggester.suggest(text).sure, text
    assert suggester.suggest("公积金提取不了，公积金账户显示异常").sure


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("材料齐全就是不给办，一直拖", "不给办"),
        ("历史遗留问题，档案找不到了", "很难办"),
        ("窗口说政策不允许，不符合规定", "办不了"),
        ("请问办理身份证需要什么材料", "一般性问题"),
    ],
)
def test_the_cause_class_is_suggested_by_its_words(
    suggester: Suggester, text: str, cause: str
) -> None:
    """WZ-7.2 to WZ-7.5."""
    assert suggester.suggest_cause(text)[0].name == cause


def test_without_a_word_for_it_no_cause_is_suggested(suggester: Suggester) -> None:
    assert suggester.suggest_cause("停水") == ()


def test_the_same_text_gives_the_same_answer(dictionary: Dictionary) -> None:
    one, other = (Suggester(matters.shipped(), dictionary) for _ in range(2))
    for text, _, _ in EVERYDAY:
        assert one.suggest(text) == other.suggest(text) == one.suggest(text)


CONFIGURED = (
    Named(id="a", name="平安县市场监督管理局", aliases=("市监局", "工商局")),
    Named(id="b", name="平安县公安局"),
    Named(id="c", name="平安县大数据局", aliases=("数据局",)),
    Named(id="d", name="平安县公共资源交易中心"),
)


def test_the_configured_departments_take_the_place_of_ours(dictionary: Dictionary) -> None:
    from_here = Suggester(matters.shipped(), dictionary, CONFIGURED)
    assert from_here.suggest("营业执照办不下来").departments[0].id == "a"
    assert from_here.suggest("身份证过期了不给换").departments[0].id == "b"
    assert from_here.suggest("数据局的系统登不上去").departments[0].id == "c"
    # the traffic police are not configured: the next department of the matter is none of these
    named = {one.id for one in from_here.suggest("驾驶证换证").departments if one.score > 0}
    assert named == set()


def test_changing_only_who_complains_changes_nothing(suggester: Suggester) -> None:
    """WZ-2.4: 大小企业、国有民营、内资外资、投资前后、有无熟人 一个样."""

    def route(who: str) -> tuple[str, str, str]:
        text = f"{who}的不动产过户材料齐全，一直不给办"
        found, causes = suggester.suggest(text), suggester.suggest_cause(text)
        return found.categories[0].id, found.departments[0].id, causes[0].id

    whose = (
        "张三",
        "李四",
        "大型国企",
        "小微企业",
        "个体户",
        "民营企业",
        "外资企业",
        "局长亲戚",
        "我",
    )
    assert {route(who) for who in whose} == {("property_transfer", "budongchan", "不给办")}


def test_the_dictionary_is_big_enough_and_names_no_place(dictionary: Dictionary) -> None:
    assert len(dictionary.departments) >= 20
    assert len([m for m in dictionary.matters if not m.is_manner]) >= 70
    assert {c.name for c in dictionary.causes} == {"不给办", "很难办", "办不了", "一般性问题"}
    every = " ".join(dictionary.words())
    assert not [place for place in ("武陟", "沈丘", "濮阳", "隆回") if place in every]
    served = {one for matter in dictionary.matters for one in matter.departments}
    assert served == {one.id for one in dictionary.departments}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            '[[matter]]\nid = "a"\nname = "a"\ndepartments = ["x"]\nsure = "b"',
            "unknown departments",
        ),
        ('[[matter]]\nid = "a"\nname = "a"\nsure = "b"', "unknown departments"),
        ('[[matter]]\nid = "a"\nname = "a"\nsure = "b"\nlikely = "b"', "two groups"),
        ('[[matter]]\nname = "a"', "id"),
        ("matter = 1 2", "x.toml"),
        ('[[cause]]\nname = "a"\n[[cause]]\nname = "a"', "double id"),
    ],
)
def test_a_dictionary_that_contradicts_itself_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadDictionary, match=reason):
        keywords.read({"x.toml": text})
